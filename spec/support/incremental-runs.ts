import { lastValueFrom, tap } from 'rxjs';
import * as v from 'valibot';
import type { Configuration } from '../../lib/config/configuration.js';
import { defineExtractor, missing } from '../../lib/extractors/extractor.js';
import type { StepPool } from '../../lib/pool/step-pool.js';
import type { BatchEvent } from '../../pipelines/batch-event.js';
import { type BatchOptions, batchEvents } from '../../pipelines/batch-events.js';
import type { BatchReport } from '../../pipelines/batch-report.js';

/** What a run has really computed. */
export interface Run {
  readonly report: BatchReport;
  readonly events: readonly BatchEvent[];
  /** Cells that were answered by the pool, of each feature that was extracted at all. */
  readonly executed: Readonly<Record<string, number>>;
  /** The first step that was computed. */
  readonly firstStep: number;
}

export async function runBatch(
  files: readonly string[],
  configuration: Configuration,
  options: Partial<BatchOptions> & { readonly pool: StepPool },
): Promise<Run> {
  const events: BatchEvent[] = [];
  const last = await lastValueFrom(batchEvents(files, configuration, options).pipe(tap((event) => events.push(event))));
  if (last.kind !== 'finished') throw new Error(`the last event is ${last.kind}`);
  const executed: Record<string, number> = {};
  let firstStep = Number.POSITIVE_INFINITY;
  for (const event of events) {
    if (event.kind !== 'task') continue;
    const [start, stop] = event.steps;
    for (const feature of event.features) executed[feature] = (executed[feature] ?? 0) + stop - start;
    if (event.cells > 0) firstStep = Math.min(firstStep, start);
  }
  return { report: last.report, events, executed, firstStep };
}

/** As many numbers as a step says, with nulls, notes and other outputs: all that a table can keep of an extraction. */
export const ragged = defineExtractor({
  name: 'transfer.ragged',
  source: 'transfer',
  description: 'of a shape that depends on the step',
  version: 1,
  params: v.strictObject({ most: v.optional(v.number(), 3) }),
  outputs: () => [
    { name: '', shape: ['n', 2], unit: 'A', description: 'pairs' },
    { name: 'first', shape: [], unit: 'V', description: 'a number of every other step' },
    { name: 'rest', shape: ['n'], unit: '', description: 'fewer' },
  ],
  extract: ({ index, Id, Vg }, { most }) => {
    const length = (7 * index) % (most + 1);
    if (length === 0) return missing(`step ${index} has none`);
    const pairs = Array.from({ length: 2 * length }, (_, i) => (i === 1 ? Number.NaN : (Id[i] ?? 0)));
    const outputs = [pairs, index % 2 === 0 ? (Vg[0] ?? 0) : missing('odd'), pairs.slice(0, index % 4)] as const;
    return { outputs, ...(index % 5 === 0 && { note: 'a fifth' }) };
  },
});

/** Throws in the steps from `from` on. */
export const failing = defineExtractor({
  name: 'transfer.failing',
  source: 'transfer',
  description: 'fails from some step on',
  version: 1,
  params: v.strictObject({ from: v.number() }),
  outputs: () => [{ name: '', shape: [], unit: '', description: '' }],
  extract: ({ index }, { from }) => {
    if (index >= from) throw new Error('no more');
    return index;
  },
});

/** Computed of a step and of two numbers that other features have of the same index. */
export const building = defineExtractor({
  name: 'transient.building',
  source: 'transient',
  description: 'builds on other features',
  version: 1,
  params: v.strictObject({}),
  inputs: { x: { shape: [], description: 'one' }, y: { shape: [], description: 'another' } },
  outputs: () => [{ name: '', shape: [2], unit: '', description: '' }],
  extract: ({ Id }, _, { x, y }) => (Number.isNaN(x) ? missing('no x') : [x * (Id[0] ?? 0), Number.isNaN(y) ? x : y]),
});

/** Computed of the steps of both sources together. */
export const joint = defineExtractor({
  name: 'joint.ratio',
  source: ['transfer', 'transient'],
  description: 'reads both',
  version: 1,
  params: v.strictObject({}),
  outputs: () => [{ name: '', shape: [], unit: '', description: '' }],
  extract: ({ transfer, transient }) => (transfer.Id[0] ?? 0) + 2 * (transient.Id[0] ?? 0) + (transient.time[0] ?? 0),
});
