import {
  type ExperimentPlan,
  gateTimes,
  samplesPerTrace,
  TIME_STEP_MS,
  testId,
  widestSweep,
} from './experiment-plan.js';
import type { TableColumn } from './hdf5-encode.js';
import type { OutputAttribute } from './hdf5-output.js';
import { forwardPoints, GATE_LIMIT } from './transfer-sweep.js';

/**
 * What an experiment file says of itself beside the measurements: attributes, workflow and one record for each step.
 * Names and types are those of the laboratory's own files; voltages are in mV and times in ms, as in its programs.
 */
export interface ExperimentDescription {
  readonly attributes: Readonly<Record<string, OutputAttribute>>;
  /** JSON. */
  readonly json: string;
  /** JSON. */
  readonly workflow: string;
  readonly transferRecords: readonly TableColumn[];
  readonly transientRecords: readonly TableColumn[];
}

const SWEEP_TIME_STEP_MS = 10;
const DRAIN_VOLTAGE_MV = -400;
const STARTED = Date.UTC(2025, 7, 4);

export function describeExperiment(plan: ExperimentPlan): ExperimentDescription {
  const times = stepTimes(plan);
  const identity = identityOf(plan, times);
  return {
    attributes: {
      format_version: '2.0_new_storage',
      creation_method: 'simulation',
      total_steps: BigInt(2 * plan.steps),
      successful_steps: BigInt(2 * plan.steps),
      ...identity,
    },
    json: JSON.stringify(identity, (_, value) => (typeof value === 'bigint' ? Number(value) : value)),
    workflow: JSON.stringify(workflowOf(plan)),
    transferRecords: transferRecords(plan, times),
    transientRecords: transientRecords(plan, times),
  };
}

function identityOf(plan: ExperimentPlan, times: StepTimes): Record<string, OutputAttribute> {
  return {
    chip_id: plan.chip,
    device_number: String(plan.device),
    description: 'stability',
    test_id: testId(plan),
    batch_id: `batch_${plan.device % 4}`,
    name: 'stability run',
    test_unit_id: `unit_${plan.device % 8}`,
    status: 'completed',
    sync_mode: false,
    baudrate: 512_000n,
    created_at: isoTime(0),
    completed_at: isoTime(times.end),
    completed_steps: BigInt(2 * plan.steps),
    completion_percentage: 100,
    device_type: `${plan.deviceType}-type`,
  };
}

function workflowOf(plan: ExperimentPlan): unknown {
  const { top, bottom } = gateTimes(plan);
  const limit = 1000 * GATE_LIMIT * (plan.deviceType === 'N' ? 1 : -1);
  const transfer = {
    isSweep: 1,
    timeStep: SWEEP_TIME_STEP_MS,
    sourceVoltage: 0,
    drainVoltage: DRAIN_VOLTAGE_MV,
    gateVoltageStart: limit,
    gateVoltageEnd: -limit,
    gateVoltageStep: Math.abs(2 * limit) / (forwardPoints(widestSweep(plan)) - 1),
  };
  const transient = {
    timeStep: TIME_STEP_MS,
    sourceVoltage: 0,
    drainVoltage: DRAIN_VOLTAGE_MV,
    bottomTime: bottom,
    topTime: top,
    gateVoltageBottom: 0,
    gateVoltageTop: -limit,
    cycles: plan.pulses.cycles,
  };
  const steps = [
    { id: 't1', type: 'transfer', command_id: 1, params: transfer },
    { id: 't2', type: 'transient', command_id: 2, params: transient },
  ];
  return [{ id: 'l1', type: 'loop', iterations: plan.steps, steps }];
}

function transferRecords(plan: ExperimentPlan, { transfer, transient }: StepTimes): TableColumn[] {
  return [
    ...commonRecords(plan, 'transfer', transfer, transient),
    repeated(plan, 'param_drainVoltage', DRAIN_VOLTAGE_MV),
    repeated(plan, 'param_timeStep', SWEEP_TIME_STEP_MS),
  ];
}

function transientRecords(plan: ExperimentPlan, { transfer, transient, end }: StepTimes): TableColumn[] {
  const { top, bottom } = gateTimes(plan);
  const samples = samplesPerTrace(plan);
  return [
    ...commonRecords(plan, 'transient', transient, [...transfer.slice(1), end]),
    repeated(plan, 'param_timeStep', TIME_STEP_MS),
    repeated(plan, 'param_topTime', top),
    repeated(plan, 'param_bottomTime', bottom),
    repeated(plan, 'param_cycles', plan.pulses.cycles),
    integers(plan, 'start_data_index', (k) => k * samples),
    integers(plan, 'end_data_index', (k) => (k + 1) * samples),
  ];
}

function commonRecords(
  plan: ExperimentPlan,
  type: 'transfer' | 'transient',
  starts: readonly number[],
  ends: readonly number[],
): TableColumn[] {
  const steps = Array.from({ length: plan.steps }, (_, k) => k);
  const place = type === 'transfer' ? 1 : 2;
  return [
    integers(plan, 'step_index', (k) => k),
    { name: 'type', values: steps.map(() => type) },
    { name: 'start_time', values: starts.map(isoTime) },
    { name: 'end_time', values: ends.map(isoTime) },
    { name: 'reason', values: steps.map(() => 'completed') },
    { name: 'data_file', values: steps.map((k) => `${2 * k + place}_${type}.csv`) },
  ];
}

function repeated(plan: ExperimentPlan, name: string, value: number): TableColumn {
  return integers(plan, name, () => value);
}

function integers(plan: ExperimentPlan, name: string, at: (step: number) => number): TableColumn {
  return { name, values: BigInt64Array.from({ length: plan.steps }, (_, k) => BigInt(at(k))) };
}

/** When each step starts, in s from the start of the experiment: one after the other, without a pause. */
interface StepTimes {
  readonly transfer: readonly number[];
  readonly transient: readonly number[];
  /** Of the whole experiment. */
  readonly end: number;
}

function stepTimes(plan: ExperimentPlan): StepTimes {
  const transfer: number[] = [];
  const transient: number[] = [];
  let milliseconds = 0;
  for (const points of plan.sweepPoints) {
    transfer.push(milliseconds / 1000);
    milliseconds += points * SWEEP_TIME_STEP_MS;
    transient.push(milliseconds / 1000);
    milliseconds += samplesPerTrace(plan) * TIME_STEP_MS;
  }
  return { transfer, transient, end: milliseconds / 1000 };
}

/** `2025-08-04T00:00:00`, 19 characters: whole seconds, no zone, as the instruments write it. */
function isoTime(seconds: number): string {
  return new Date(STARTED + 1000 * seconds).toISOString().slice(0, 19);
}
