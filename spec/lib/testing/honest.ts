import * as v from 'valibot';
import type { TransferStep } from '../../../lib/experiment/step.js';
import { defineExtractor, missing } from '../../../lib/extractors/extractor.js';
import type { LawOptions } from '../../../lib/testing/index.js';

/** Extractors that obey every law, and what a person would say of each to the laws: mutants are made of them. */

const params = v.strictObject({ use_abs: v.optional(v.boolean(), true) });

/** The largest |Id| or Id of a sweep. */
export const largest = defineExtractor({
  name: 'transfer.largest',
  source: 'transfer',
  reads: ['Id'],
  description: 'largest current',
  version: 1,
  params,
  outputs: () => [{ name: '', shape: [], unit: 'A', description: 'largest current' }],
  extract: ({ Id }, { use_abs }) => {
    if (Id.length === 0) return missing('the step has no points');
    if (!Id.every(Number.isFinite)) return missing('a current is not finite');
    let most = Number.NEGATIVE_INFINITY;
    for (const current of Id) most = Math.max(most, use_abs ? Math.abs(current) : current);
    return most;
  },
});

export const ofLargest: LawOptions<'transfer', typeof params> = {
  hasValueOf: ['one point', 'constant'],
  invariances: ['order of points', 'sign of current'],
  definition: ({ Id }, { use_abs }) =>
    Array.from(Id, (current) => (use_abs ? Math.abs(current) : current))
      .toSorted((a, b) => a - b)
      .at(-1),
};

/** The same, of the steps of a block at once. */
export const largestOfBlock = {
  ...largest,
  extractBatch: (steps: readonly TransferStep[], params: v.InferOutput<typeof largest.params>) =>
    steps.map((step) => largest.extract(step, params)),
};

/** The point of the largest |Id|, of equals the first. */
export const peak = defineExtractor({
  name: 'transfer.peak',
  source: 'transfer',
  description: 'point of the largest |Id|',
  version: 1,
  params: v.strictObject({}),
  outputs: () => [{ name: '', shape: [2], unit: ['V', 'A'], description: '[Vg, Id]' }],
  extract: ({ Vg, Id }) => {
    if (Id.length < 2) return missing('fewer than two points');
    if (!Id.every(Number.isFinite) || !Vg.every(Number.isFinite)) return missing('a number is not finite');
    if (Id.every((current) => current === Id[0])) return missing('the current is constant');
    let at = 0;
    for (let i = 1; i < Id.length; i++) if (Math.abs(Id[i]) > Math.abs(Id[at])) at = i;
    return [Vg[at], Id[at]];
  },
});

export const ofPeak: LawOptions<'transfer', typeof peak.params> = {
  definition: ({ Vg, Id }) => {
    const magnitudes = Array.from(Id, Math.abs);
    const at = magnitudes.indexOf(Math.max(...magnitudes));
    return new Set(Id).size < 2 ? undefined : [Vg[at], Id[at]];
  },
};

/** The largest |Id| relative to a reference, weighted by the mean of some numbers: earlier features of the step. */
export const relative = defineExtractor({
  name: 'transfer.relative',
  source: 'transfer',
  reads: ['Id'],
  inputs: {
    reference: { shape: [], unit: 'A', description: 'reference current' },
    weights: { shape: ['n'], description: 'weights' },
  },
  description: 'largest |Id| by the reference, times the mean weight',
  version: 1,
  params: v.strictObject({}),
  outputs: () => [{ name: '', shape: [], unit: '', description: 'ratio' }],
  extract: ({ Id }, _, { reference, weights }) => {
    if (Id.length === 0 || weights.length === 0) return missing('nothing to compute with');
    const sum = weights.reduce((total, weight) => total + weight / weights.length, 0);
    const ratio = (Id.reduce((most, current) => Math.max(most, Math.abs(current)), 0) / reference) * sum;
    return Number.isFinite(ratio) ? ratio : missing('no finite ratio');
  },
});

export const ofRelative: LawOptions<'transfer', typeof relative.params> = { hasValueOf: ['one point', 'constant'] };

/** The charge of a trace by the largest |Id| of the sweep before it: of two sources, a time. */
export const equivalentTime = defineExtractor({
  name: 'both.equivalent_time',
  source: ['transfer', 'transient'],
  reads: { transfer: ['Id'] },
  description: 'charge by the largest |Id| of the sweep',
  version: 1,
  params: v.strictObject({}),
  outputs: () => [{ name: '', shape: [], unit: 's', description: 'time' }],
  extract: ({ transfer, transient }) => {
    const { Id, time } = transient;
    if (Id.length < 2 || transfer.Id.length < 2) return missing('fewer than two points');
    if (transfer.Id.every((current) => current === transfer.Id[0])) return missing('the sweep is constant');
    const most = transfer.Id.reduce((largest, current) => Math.max(largest, Math.abs(current)), 0);
    let sum = 0;
    for (let i = 1; i < Id.length; i++) sum += 0.5 * (Math.abs(Id[i - 1]) + Math.abs(Id[i])) * (time[i] - time[i - 1]);
    return Number.isFinite(sum / most) ? sum / most : missing('no finite time');
  },
});

export const ofEquivalentTime: LawOptions<readonly ['transfer', 'transient'], typeof equivalentTime.params> = {
  invariances: ['sign of current', 'start of time'],
};

/** The charge that flowed during a trace, by trapezoids, and how long it flowed. */
export const charge = defineExtractor({
  name: 'transient.charge',
  source: 'transient',
  description: 'charge of the trace',
  version: 1,
  params: v.strictObject({}),
  outputs: () => [
    { name: '', shape: [], unit: 'C', description: 'charge' },
    { name: 'duration', shape: [], unit: 's', description: 'from the first sample to the last' },
  ],
  extract: ({ time, Id }) => {
    if (Id.length < 2) return missing('fewer than two samples');
    if (!Id.every(Number.isFinite) || !time.every(Number.isFinite)) return missing('a number is not finite');
    let sum = 0;
    for (let i = 1; i < Id.length; i++) sum += ((Id[i] + Id[i - 1]) / 2) * (time[i] - time[i - 1]);
    const duration = time[Id.length - 1] - time[0];
    if (!Number.isFinite(sum) || !Number.isFinite(duration)) return missing('the numbers are too large');
    return { outputs: [sum, duration] };
  },
});

export const ofCharge: LawOptions<'transient', typeof charge.params> = {
  hasValueOf: ['constant'],
  invariances: ['start of time'],
};

/** When, counted from the first sample, |Id| rises above half of its largest. */
export const rises = defineExtractor({
  name: 'transient.rises',
  source: 'transient',
  description: 'times at which |Id| rises above half of its largest',
  version: 1,
  params: v.strictObject({}),
  outputs: () => [{ name: '', shape: ['n_rises'], unit: 's', description: 'times from the first sample' }],
  extract: ({ time, Id }) => {
    if (!Id.every(Number.isFinite) || !time.every(Number.isFinite)) return missing('a number is not finite');
    const half = Id.reduce((most, current) => Math.max(most, Math.abs(current)), 0) / 2;
    const times: number[] = [];
    for (let i = 1; i < Id.length; i++) {
      if (Math.abs(Id[i]) > half && Math.abs(Id[i - 1]) <= half) times.push(time[i] - time[0]);
    }
    if (!times.every(Number.isFinite)) return missing('the times are too large');
    return times.length === 0 ? missing('the current does not rise') : times;
  },
});

export const ofRises: LawOptions<'transient', typeof rises.params> = { invariances: ['start of time'] };
