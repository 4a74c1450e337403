import fc from 'fast-check';

/** A step of a workflow as instruments write it; voltages in mV, times in ms. */
export type WorkflowStep = MeasuringStep | WorkflowLoop;

/** A step that measures: a sweep, a trace or an output curve. */
export interface MeasuringStep {
  readonly id: string;
  readonly type: 'transfer' | 'transient' | 'output';
  readonly command_id: number;
  readonly params: Readonly<Record<string, number>>;
}

/** Steps that are repeated. */
export interface WorkflowLoop {
  readonly id: string;
  readonly type: 'loop';
  readonly iterations: number;
  readonly steps: readonly WorkflowStep[];
}

/** Which workflows are drawn. */
export interface WorkflowConstraints {
  /** Most loops inside of each other. @defaultValue 2 */
  readonly maxDepth?: number;
  /** Most steps of a loop, or of the whole beside each other. @defaultValue 3 */
  readonly maxSteps?: number;
}

/**
 * Workflows: sweeps, traces and output curves, one after the other and in loops within loops, as `/raw/workflow` of an
 * experiment file has them. They shrink to a single sweep.
 *
 * @example
 * ```ts
 * fc.assert(fc.property(workflows(), (workflow) => Object.keys(flattenWorkflow(workflow)).length > 0));
 * ```
 */
export function workflows({
  maxDepth = 2,
  maxSteps = 3,
}: WorkflowConstraints = {}): fc.Arbitrary<readonly WorkflowStep[]> {
  return stepsOf(maxDepth, maxSteps).map((steps) => numbered(steps, ''));
}

/** A step before it has a name. */
type Unnamed =
  | Omit<MeasuringStep, 'id'>
  | { readonly type: 'loop'; readonly iterations: number; readonly steps: readonly Unnamed[] };

function stepsOf(depth: number, maxSteps: number): fc.Arbitrary<readonly Unnamed[]> {
  const loop = () =>
    fc.record({
      type: fc.constant('loop' as const),
      iterations: fc.integer({ min: 1, max: 5000 }),
      steps: stepsOf(depth - 1, maxSteps),
    });
  const step: fc.Arbitrary<Unnamed> = depth > 0 ? fc.oneof({ weight: 3, arbitrary: measuring }, loop()) : measuring;
  return fc.array(step, { minLength: 1, maxLength: maxSteps });
}

const milliseconds = fc.constantFrom(1, 2, 5, 10, 100, 1000);
const millivolts = fc.integer({ min: -10, max: 10 }).map((tenths) => 100 * tenths);

const measuring: fc.Arbitrary<Unnamed> = fc.oneof(
  fc.record({
    type: fc.constant('transfer' as const),
    command_id: fc.constant(1),
    params: fc.record({
      timeStep: milliseconds,
      drainVoltage: millivolts,
      gateVoltageStart: millivolts,
      gateVoltageEnd: millivolts,
      gateVoltageStep: fc.constantFrom(10, 5, 20),
      isSweep: fc.constantFrom(0, 1),
    }),
  }),
  fc.record({
    type: fc.constant('transient' as const),
    command_id: fc.constant(2),
    params: fc.record({
      timeStep: milliseconds,
      topTime: fc.integer({ min: 1, max: 1000 }),
      bottomTime: fc.integer({ min: 1, max: 1000 }),
      gateVoltageTop: millivolts,
      gateVoltageBottom: millivolts,
      drainVoltage: millivolts,
      cycles: fc.integer({ min: 1, max: 100 }),
    }),
  }),
  fc.record({
    type: fc.constant('output' as const),
    command_id: fc.constant(3),
    params: fc.record({ timeStep: milliseconds, gateVoltage: millivolts, drainVoltageEnd: millivolts }),
  }),
);

/** Each with an id that tells where it stands: 1, 2, 2.1. */
function numbered(steps: readonly Unnamed[], prefix: string): readonly WorkflowStep[] {
  return steps.map((step, i) => {
    const id = `${prefix}${i + 1}`;
    return step.type === 'loop' ? { id, ...step, steps: numbered(step.steps, `${id}.`) } : { id, ...step };
  });
}
