import * as v from 'valibot';
import type { TransferStep, TransientStep } from '../../../lib/experiment/step.js';
import type { Extractor, ParamsSchema, Sources, StepOf } from '../../../lib/extractors/extractor.js';
import { loadRegistry } from '../../../lib/extractors/registry.js';
import type { LawName, LawOptions } from '../../../lib/testing/index.js';
import {
  charge,
  equivalentTime,
  largest,
  ofCharge,
  ofEquivalentTime,
  ofLargest,
  ofPeak,
  ofRelative,
  ofRises,
  peak,
  relative,
  rises,
} from './honest.js';

/** An extractor that does one thing wrong. */
export interface Mutant {
  readonly name: string;
  /** The law that must find it. */
  readonly law: LawName;
  readonly extractor: Extractor;
  readonly options: LawOptions;
}

/** Anything at all may be wrong with a mutant, the types of what it gives included. */
type Mutation<T> =
  | Readonly<Record<string, unknown>>
  | ((step: T, params: Record<string, unknown>, inputs: Record<string, unknown>) => unknown);

function mutantsOf<S extends Sources, P extends ParamsSchema>(extractor: Extractor<S, P>, options: LawOptions<S, P>) {
  return (law: LawName, name: string, mutation: Mutation<StepOf<S>>): Mutant => ({
    name,
    law,
    extractor: {
      ...extractor,
      ...(typeof mutation === 'function' ? { extract: mutation } : mutation),
    } as unknown as Extractor,
    options: options as unknown as LawOptions,
  });
}

const wrongLargest = mutantsOf(largest, ofLargest);
const wrongPeak = mutantsOf(peak, ofPeak);
const wrongJoint = mutantsOf(equivalentTime, ofEquivalentTime);
const wrongRelative = mutantsOf(relative, ofRelative);
const wrongCharge = mutantsOf(charge, ofCharge);
const wrongRises = mutantsOf(rises, ofRises);

/** Its block form is wrong, and `extract` is not. */
const wrongBlock = (name: string, extractBatch: (steps: readonly TransferStep[]) => unknown): Mutant =>
  wrongLargest('batch', name, { extractBatch });
const wrongPeakBlock = (name: string, extractBatch: (steps: readonly TransferStep[]) => unknown): Mutant =>
  wrongPeak('batch', name, { extractBatch });

const largestOf = (Id: Iterable<number>): number => Math.max(...Array.from(Id, Math.abs));

/** What the honest extractors give, for mutants that only add something to it. */
const honestLargest = (step: TransferStep, use_abs = true) => largest.extract(step, { use_abs });
const honestPeak = (step: TransferStep) => peak.extract(step, {});
const honestCharge = (step: TransientStep) => charge.extract(step, {});
const honestJoint = (joint: StepOf<readonly ['transfer', 'transient']>) => equivalentTime.extract(joint, {});
const honestRises = (step: TransientStep) => rises.extract(step, {});

/** Does something else with a number and leaves nulls alone. */
const mapped = (result: unknown, change: (number: number) => unknown) =>
  typeof result === 'number' ? change(result) : result;

/** A mutant with a memory: of its own for each. */
function remembering<T, M>(memory: M, extract: (step: T, memory: M) => unknown): (step: T) => unknown {
  return (step) => extract(step, memory);
}

const MODULE = new URL('../../fixtures/modules/mutants.mjs', import.meta.url).href;
const { extractors: ofModule } = await loadRegistry([MODULE]);

/** In other threads there is none. */
Object.assign(globalThis, { calibrationOfThisTest: 2 });

/** An extractor of a module that is another one in the threads that load it. */
function wrongInThreads(
  name: string,
  extractor: string,
  change: object | undefined = undefined,
  module = MODULE,
): Mutant {
  const found = ofModule.get(extractor)?.extractor as Extractor;
  return {
    name,
    law: 'modes',
    extractor: change === undefined ? found : { ...found, ...change },
    options: { module, hasValueOf: ['one point', 'constant'] },
  };
}

export const MUTANTS: readonly Mutant[] = [
  // The same step, another result.
  wrongLargest('repeatable', 'breaks ties by chance', (step) =>
    mapped(honestLargest(step), (most) => (Math.random() < 0.5 ? most : most / 2)),
  ),
  wrongLargest('repeatable', 'adds noise', (step) =>
    mapped(honestLargest(step), (most) => most * (1 + 1e-12 * Math.random())),
  ),
  wrongLargest('repeatable', 'depends on the millisecond', (step) =>
    mapped(honestLargest(step), (most) => most * (1 + (Date.now() % 2))),
  ),
  wrongLargest('repeatable', 'ages with the calendar', (step) =>
    mapped(honestLargest(step), (most) => most * (new Date().getFullYear() - 2000)),
  ),
  wrongLargest('repeatable', 'depends on how long the program runs', (step) =>
    mapped(honestLargest(step), (most) => (performance.now() > 1e9 ? 0 : most)),
  ),
  wrongLargest('repeatable', 'looks at all of the memory that the step lies in', ({ Id }) =>
    Id.length === 0
      ? { missing: 'no point' }
      : mapped(largestOf(new Float64Array(Id.buffer)), (most) => (Number.isFinite(most) ? most : { missing: 'NaN' })),
  ),
  wrongLargest('repeatable', 'reads a point behind its last', ({ Id }) => {
    const behind = new Float64Array(Id.buffer, 0)[Id.byteOffset / 8 + Id.length];
    return Id.length === 0 ? { missing: 'no point' } : largestOf([...Id, behind ?? 0]);
  }),
  wrongLargest(
    'repeatable',
    'counts its calls',
    remembering({ calls: 0 }, (step: TransferStep, memory) => {
      memory.calls++;
      return mapped(honestLargest(step), (most) => most + memory.calls);
    }),
  ),

  // Another result in a block than alone.
  wrongBlock('depends on the steps before in the block', (steps) => {
    let most = 0;
    return steps.map((step) =>
      mapped(honestLargest(step), (number) => {
        most = Math.max(most, number);
        return most;
      }),
    );
  }),
  wrongBlock('is relative to the mean of the block', (steps) => {
    const results = steps.map((step) => honestLargest(step));
    const numbers = results.filter((result) => typeof result === 'number');
    const mean = numbers.reduce((sum, number) => sum + number / numbers.length, 0);
    return results.map((result) => mapped(result, (number) => number - mean));
  }),
  wrongBlock('gives each step the result of its neighbour', (steps) => {
    const results = steps.map((step) => honestLargest(step));
    return [...results.slice(1), ...results.slice(0, 1)];
  }),
  wrongBlock('leaves out the last step', (steps) => steps.slice(0, -1).map((step) => honestLargest(step))),
  wrongBlock('leaves out steps without a value', (steps) =>
    steps.map((step) => honestLargest(step)).filter((result) => typeof result === 'number'),
  ),
  wrongBlock('makes 0 of what has no value', (steps) =>
    Float64Array.from(steps, (step) => Number(mapped(honestLargest(step), Number)) || 0),
  ),
  wrongBlock('takes the number of points of the first step for that of all', ([first, ...others]) => {
    const points = first?.Id.length ?? 0;
    return [first, ...others].map((step) => step && honestLargest({ ...step, Id: step.Id.subarray(0, points) }));
  }),
  wrongBlock('sorts the currents of the block in place', (steps) => {
    for (const { Id } of steps) Id.sort();
    return steps.map((step) => honestLargest(step));
  }),
  wrongBlock('throws where a step has no points', (steps) => {
    if (steps.some(({ Id }) => Id.length === 0)) throw new Error('a step has no points');
    return steps.map((step) => honestLargest(step));
  }),
  wrongPeakBlock('gives the same memory for each step', (steps) => {
    const memory = new Float64Array(2);
    return steps.map((step) => {
      const result = honestPeak(step);
      if (!Array.isArray(result)) return result;
      memory.set(result);
      return memory;
    });
  }),

  // Earlier features of the step that are missing, or none.
  wrongRelative('inputs', 'does not know that an input may be null', ({ Id }, _, { reference }) =>
    Id.length === 0 || Id.some((current) => !Number.isFinite(current))
      ? { missing: 'none' }
      : largestOf(Id) / Number(reference),
  ),
  wrongRelative('inputs', 'takes for granted that there are weights', (step, params, inputs) => {
    const weights = inputs.weights as Float64Array;
    if (weights[0] === undefined) throw new RangeError('no weights');
    return relative.extract(step, params, inputs as never);
  }),
  wrongRelative('inputs', 'gives as many numbers as there are weights', (step, params, inputs) =>
    (inputs.weights as Float64Array).length === 3 ? relative.extract(step, params, inputs as never) : [1, 2],
  ),
  wrongRelative('units', 'forgets what it is relative to', (step, params, inputs) =>
    relative.extract(step, params, { ...inputs, reference: 1 } as never),
  ),

  // Steps of two sources.
  wrongJoint('reads', 'says that it needs no time of the trace', { reads: { transfer: ['Id'], transient: ['Id'] } }),
  wrongJoint('reads', 'looks at the gate voltage as well', (joint) =>
    mapped(honestJoint(joint), (time) => (joint.transfer.Vg[0] < 0 ? time : time / 2)),
  ),
  wrongJoint('units', 'forgets the sweep', ({ transfer, transient }) =>
    honestJoint({ transient, index: 0, transfer: { ...transfer, Id: Float64Array.of(1e-3, 2e-3) } }),
  ),
  wrongJoint('pure', 'sorts the sweep in place', (joint) =>
    honestJoint({ ...joint, index: joint.transfer.Id.sort().length }),
  ),
  wrongJoint('degenerate', 'takes a constant sweep for one', ({ transfer, transient, index }) =>
    honestJoint({ transient, index, transfer: { ...transfer, Id: transfer.Id.map((I, i) => (i === 0 ? I / 2 : I)) } }),
  ),
  wrongJoint('declaration', 'is called after one of its sources', { name: 'transfer.equivalent_time' }),

  // What it was given is not as it was.
  wrongLargest('pure', 'sorts the current in place', ({ Id }) => {
    Id.sort((a, b) => Math.abs(a) - Math.abs(b));
    return Id.at(-1) ?? { missing: 'no point' };
  }),
  wrongLargest('pure', 'makes the current positive', (step) => {
    for (const [i, current] of step.Id.entries()) step.Id[i] = Math.abs(current);
    return honestLargest(step);
  }),
  wrongLargest('pure', 'replaces NaN by 0', (step) => {
    for (const [i, current] of step.Id.entries()) if (Number.isNaN(current)) step.Id[i] = 0;
    return honestLargest(step);
  }),
  wrongLargest('pure', 'writes 0 behind what it has read', (step) => {
    const result = honestLargest(step);
    step.Id[step.Id.length - 1] = 0;
    return result;
  }),
  wrongLargest('pure', 'takes the array for itself', (step) => {
    const result = honestLargest(step);
    structuredClone(step.Id, { transfer: [step.Id.buffer as ArrayBuffer] });
    return result;
  }),
  wrongLargest(
    'pure',
    'leaves a mark in the step',
    (step) => Object.assign(step, { seen: true }) && honestLargest(step),
  ),
  wrongLargest('pure', 'changes its parameters', (step, params) => {
    params.use_abs = false;
    return honestLargest(step);
  }),
  wrongCharge('pure', 'moves the clock to 0', (step) => {
    const start = step.time[0] ?? 0;
    for (const i of step.time.keys()) step.time[i] -= start;
    return honestCharge(step);
  }),
  wrongCharge('pure', 'corrects the timing', (step) => {
    if (step.timing?.record !== undefined) Object.assign(step.timing.record, { period: 1 });
    return honestCharge(step);
  }),

  // Something is left of an earlier step.
  wrongLargest(
    'stateless',
    'never falls',
    remembering({ most: 0 }, (step: TransferStep, memory) =>
      mapped(honestLargest(step), (most) => {
        memory.most = Math.max(memory.most, most);
        return memory.most;
      }),
    ),
  ),
  wrongLargest(
    'units',
    'knows steps by their index',
    remembering(new Map<number, unknown>(), (step: TransferStep, known) => {
      if (!known.has(step.index)) known.set(step.index, honestLargest(step));
      return known.get(step.index);
    }),
  ),
  wrongLargest(
    'units',
    'knows steps by their number of points',
    remembering(new Map<number, unknown>(), (step: TransferStep, known) => {
      if (!known.has(step.Id.length)) known.set(step.Id.length, honestLargest(step));
      return known.get(step.Id.length);
    }),
  ),
  wrongLargest(
    'stateless',
    'knows steps by their array',
    remembering(new WeakMap<object, unknown>(), (step: TransferStep, known) => {
      if (!known.has(step.Id)) known.set(step.Id, honestLargest(step));
      return known.get(step.Id);
    }),
  ),
  wrongLargest(
    'stateless',
    'smooths over steps',
    remembering({ last: 0 }, (step: TransferStep, memory) =>
      mapped(honestLargest(step), (most) => {
        const smoothed = (most + memory.last) / 2;
        memory.last = most;
        return smoothed;
      }),
    ),
  ),
  wrongLargest(
    'definition',
    'is relative to the first step',
    remembering<TransferStep, { first?: number }>({}, (step, memory) =>
      mapped(honestLargest(step), (most) => {
        memory.first ??= most;
        return memory.first === 0 ? 0 : most / memory.first;
      }),
    ),
  ),
  wrongLargest(
    'stateless',
    'does not clear the memory that it uses again',
    remembering({ scratch: new Float64Array(4096) }, (step: TransferStep, { scratch }) => {
      scratch.set(step.Id.subarray(0, 4096));
      return mapped(honestLargest(step), () => largestOf(scratch.filter(Number.isFinite)));
    }),
  ),
  wrongLargest(
    'stateless',
    'counts how many steps it has seen',
    remembering(new WeakSet<object>(), (step: TransferStep, seen) =>
      mapped(honestLargest(step), (most) => {
        const isNew = !seen.has(step.Id);
        seen.add(step.Id);
        return isNew ? most : -most;
      }),
    ),
  ),

  // Rows that it does not say it reads.
  wrongLargest('reads', 'looks at the gate voltage', (step) =>
    mapped(honestLargest(step), (most) => (step.Vg[0] < 0 ? most : most / 2)),
  ),
  wrongRises('reads', 'says that it needs no time', { reads: ['Id'] }),
  wrongCharge('reads', 'says that it needs no current', { reads: ['time'] }),

  // Not what it declares.
  wrongLargest('shape', 'lets NaN through', ({ Id }) => (Id.length === 0 ? { missing: 'no point' } : largestOf(Id))),
  wrongLargest('shape', 'gives minus infinity for no points', ({ Id }) =>
    Id.every(Number.isFinite) ? Math.max(...Id) : { missing: 'NaN' },
  ),
  wrongLargest('shape', 'gives the logarithm of 0', (step) => mapped(honestLargest(step), Math.log10)),
  wrongLargest('shape', 'gives a list', (step) => mapped(honestLargest(step), (most) => [most])),
  wrongLargest('shape', 'gives text', (step) => mapped(honestLargest(step), String)),
  wrongLargest('shape', 'gives undefined where there is nothing', ({ Id }) =>
    Array.from(Id)
      .sort((a, b) => a - b)
      .at(-1),
  ),
  wrongLargest('shape', 'gives null', (step) => mapped(honestLargest(step), () => null)),
  wrongLargest('shape', 'gives a promise', async (step) => honestLargest(step)),
  wrongLargest('shape', 'says nothing of why there is no value', ({ Id }) => (Id.length === 0 ? { missing: '' } : 1)),
  wrongLargest('shape', 'throws where there are no points', ({ Id }) =>
    Id.reduce((most, current) => Math.max(most, current)),
  ),
  wrongLargest('shape', 'throws for an odd number of points', (step) => {
    if (step.Id.length % 2 === 1) throw new RangeError('an odd sweep');
    return honestLargest(step);
  }),
  wrongPeak('shape', 'leaves out the voltage', (step) => {
    const result = honestPeak(step);
    return Array.isArray(result) ? result.slice(1) : result;
  }),
  wrongPeak('shape', 'gives a pair of NaN', (step) => {
    const result = honestPeak(step);
    return 'missing' in (result as object) ? [Number.NaN, Number.NaN] : result;
  }),
  wrongPeak('shape', 'gives an infinite voltage', (step) => {
    const result = honestPeak(step);
    return Array.isArray(result) ? [1 / result[0], result[1]] : result;
  }),
  wrongCharge('shape', 'forgets an output', (step) => {
    const result = honestCharge(step);
    return typeof result === 'object' && 'outputs' in result ? { outputs: result.outputs.slice(0, 1) } : result;
  }),
  wrongCharge('shape', 'gives its outputs as numbers of one', (step) => {
    const result = honestCharge(step);
    return typeof result === 'object' && 'outputs' in result ? result.outputs : result;
  }),
  wrongCharge('shape', 'has a note that is no text', (step) => {
    const result = honestCharge(step);
    return typeof result === 'object' && 'outputs' in result ? { ...result, note: 7 } : result;
  }),
  wrongRises('shape', 'declares pairs', {
    outputs: () => [{ name: '', shape: ['n_rises', 2], unit: 's', description: 'pairs' }],
  }),

  // No value where there is one, or one where there is none.
  wrongLargest('value', 'never has a value', () => ({ missing: 'not today' })),
  wrongLargest('value', 'has none of P-type devices', (step) =>
    step.Id[0] < 0 ? { missing: 'negative' } : honestLargest(step),
  ),
  wrongRises('value', 'misses a first pulse that is the only one', (step) => {
    const result = honestRises(step);
    return Array.isArray(result) && result.length === 1 ? { missing: 'one pulse' } : result;
  }),
  wrongLargest('degenerate', 'gives 0 for no points', (step) => (step.Id.length === 0 ? 0 : honestLargest(step))),
  wrongLargest('degenerate', 'passes over NaN', (step) => {
    const known = step.Id.filter(Number.isFinite);
    return known.length === 0 ? { missing: 'no current' } : largestOf(known);
  }),
  wrongPeak('degenerate', 'takes the one point there is', (step) =>
    step.Id.length === 1 && Number.isFinite(step.Id[0]) && Number.isFinite(step.Vg[0])
      ? [step.Vg[0], step.Id[0]]
      : honestPeak(step),
  ),
  wrongPeak('degenerate', 'takes the first point of a constant current', (step) => {
    const isConstant = step.Id.length > 1 && step.Id.every((current) => current === step.Id[0]);
    return isConstant && Number.isFinite(step.Id[0] + step.Vg[0]) ? [step.Vg[0], step.Id[0]] : honestPeak(step);
  }),
  wrongRises('degenerate', 'says that nothing rose, by a list of one 0', (step) => {
    const result = honestRises(step);
    return typeof result === 'object' && 'missing' in result ? [0] : result;
  }),

  // Not of its unit.
  wrongLargest('units', 'says V and means A', { outputs: () => [{ name: '', shape: [], unit: 'V', description: '' }] }),
  wrongLargest('units', 'says S and has not divided by anything', {
    outputs: () => [{ name: '', shape: [], unit: 'S', description: '' }],
  }),
  wrongLargest('units', 'is a square', (step) => mapped(honestLargest(step), (most) => most * most)),
  wrongLargest('units', 'has a threshold in ampere', (step) =>
    mapped(honestLargest(step), (most) => (most > 1e-5 ? most : most / 2)),
  ),
  wrongLargest('units', 'subtracts a leakage of 1 nA', (step) => mapped(honestLargest(step), (most) => most - 1e-9)),
  wrongLargest('units', 'rounds to nanoampere', (step) =>
    mapped(honestLargest(step), (most) => Math.round(most * 1e9) / 1e9),
  ),
  wrongLargest('units', 'has a logarithm', (step) =>
    mapped(honestLargest(step), (most) => Math.log1p(Math.min(most, 1e300))),
  ),
  wrongPeak('units', 'gives the current before the voltage', (step) => {
    const result = honestPeak(step);
    return Array.isArray(result) ? result.toReversed() : result;
  }),
  wrongPeak('units', 'adds volt and ampere', (step) => {
    const result = honestPeak(step);
    return Array.isArray(result) ? [result[0] + result[1], result[1]] : result;
  }),
  wrongPeak('units', 'looks at positive gate voltages below one volt alone', (step) => {
    const result = honestPeak(step);
    return Array.isArray(result) ? [Math.min(result[0], 0.9), result[1]] : result;
  }),
  wrongCharge('units', 'counts samples for seconds', (step) => {
    const result = honestCharge(step);
    return typeof result === 'object' && 'outputs' in result
      ? { outputs: [result.outputs[0], step.Id.length] }
      : result;
  }),
  wrongCharge('units', 'gives its outputs in the wrong order', (step) => {
    const result = honestCharge(step);
    return typeof result === 'object' && 'outputs' in result ? { outputs: result.outputs.toReversed() } : result;
  }),
  wrongCharge('units', 'takes a millisecond for the distance of samples', (step) => {
    const result = honestCharge(step);
    const sum = step.Id.reduce((sum, current) => sum + current, 0);
    return typeof result === 'object' && 'outputs' in result && Number.isFinite(sum)
      ? { outputs: [sum / 1000, result.outputs[1]] }
      : result;
  }),
  wrongRises('units', 'waits for 5 ms after a rise', (step) => {
    const result = honestRises(step);
    return Array.isArray(result) ? result.filter((time, i) => i === 0 || time - result[i - 1] > 0.005) : result;
  }),

  // Not what it is defined as.
  wrongLargest('definition', 'leaves out the last point', (step) => {
    if (step.Id.length < 2) return honestLargest(step);
    return honestLargest({ ...step, Id: step.Id.subarray(0, -1) });
  }),
  wrongLargest('definition', 'leaves out the first point', (step) => {
    if (step.Id.length < 2) return honestLargest(step);
    return honestLargest({ ...step, Id: step.Id.subarray(1) });
  }),
  wrongLargest('definition', 'is in milliampere', (step) => mapped(honestLargest(step), (most) => 1000 * most)),
  wrongLargest('definition', 'is half as exact', (step) => mapped(honestLargest(step), Math.fround)),
  wrongLargest('definition', 'is signed', (step) => honestLargest(step, false)),
  wrongPeak('definition', 'takes the last of equal points', (step) => {
    const back = honestPeak({ ...step, Vg: step.Vg.toReversed(), Id: step.Id.toReversed() });
    return back;
  }),
  wrongPeak('definition', 'is off by one point in the voltage', (step) => {
    const result = honestPeak(step);
    if (!Array.isArray(result)) return result;
    const at = step.Id.findIndex((current) => Math.abs(current) === Math.abs(result[1]));
    return [step.Vg[Math.max(0, at - 1)], result[1]];
  }),
  wrongPeak('definition', 'takes the first maximum that comes, not the largest', (step) => {
    const result = honestPeak(step);
    if (!Array.isArray(result)) return result;
    let at = 0;
    while (at + 1 < step.Id.length && Math.abs(step.Id[at + 1]) >= Math.abs(step.Id[at])) at++;
    return [step.Vg[at], step.Id[at]];
  }),

  // What does not matter, matters.
  wrongLargest('invariance', 'leaves out one end', (step) => {
    if (step.Id.length < 2) return honestLargest(step);
    return honestLargest({ ...step, Id: step.Id.subarray(1) });
  }),
  wrongLargest('invariance', 'stops at the first fall', (step) => {
    const end = step.Id.findIndex((current, i) => Math.abs(current) < Math.abs(step.Id[i - 1] ?? 0));
    return honestLargest(end < 0 ? step : { ...step, Id: step.Id.subarray(0, end) });
  }),
  wrongLargest('invariance', 'does not see negative currents', (step) =>
    mapped(honestLargest(step), () => Math.max(0, ...step.Id)),
  ),
  wrongRises('invariance', 'counts time from the start of the experiment', (step) => {
    const result = honestRises(step);
    return Array.isArray(result) ? result.map((time) => time + step.time[0]) : result;
  }),

  // Parameters without influence.
  wrongLargest('parameters', 'does not ask for its parameter', (step) => honestLargest(step)),
  wrongLargest('parameters', 'asks for another name', (step, { useAbs = true }) =>
    honestLargest(step, useAbs === true),
  ),
  wrongLargest('parameters', 'has a parameter more than it uses', {
    params: v.strictObject({ use_abs: v.optional(v.boolean(), true), window: v.optional(v.number(), 5) }),
  }),

  // A declaration that contradicts itself.
  wrongLargest('declaration', 'is called after the other source', { name: 'transient.largest' }),
  wrongLargest('declaration', 'reads a row that there is not', { reads: ['Id', 'Ig'] }),
  wrongLargest('declaration', 'has no version', { version: Number.NaN }),
  wrongLargest('declaration', 'says nothing of itself', { description: ' ' }),
  wrongLargest('declaration', 'does not accept its own legacy parameters', { legacy: { use_abs: 'yes' } }),
  wrongPeak('declaration', 'has three units for two numbers', {
    outputs: () => [{ name: '', shape: [2], unit: ['V', 'A', 'S'], description: '' }],
  }),
  wrongCharge('declaration', 'gives two outputs one name', {
    outputs: () => [
      { name: '', shape: [], unit: 'C', description: '' },
      { name: 'duration', shape: [], unit: 's', description: '' },
      { name: 'duration', shape: [], unit: 's', description: '' },
    ],
  }),
  wrongCharge('declaration', 'declares something else each time', {
    outputs: remembering({ asked: 0 }, (_, memory: { asked: number }) => [
      { name: '', shape: [++memory.asked], unit: 'C', description: '' },
    ]),
  }),

  // In other threads, something else.
  wrongInThreads('knows in which thread it runs', 'transfer.divided'),
  wrongInThreads('depends on what the program has set', 'transfer.calibrated'),
  wrongInThreads('is relative to the first step of its thread', 'transfer.relative'),
  wrongInThreads('has parameters that cannot be sent to a thread', 'transfer.uncloneable'),
  wrongInThreads('is not the one that its module exports', 'transfer.honest', {}),
  wrongInThreads('is not exported by its module', 'transfer.honest', { name: 'transfer.unknown' }),
  wrongInThreads('has a module that cannot be loaded', 'transfer.honest', {}, `${MODULE}.missing`),
];
