import { createHash } from 'node:crypto';
import { messageOf } from '../errors.js';
import { NumberHash } from './number-hash.js';
import type { ReadPlan } from './read-plan.js';
import type { Source, Step, TransientStep } from './step.js';

/**
 * What a digest of steps is of: all that an extractor of `transfer` sees of them; of a transient step its current and timing,
 * and its time, which is not always read.
 */
export const DIGEST_ROWS = ['transfer', 'transient Id', 'transient time'] as const;
export type DigestRow = (typeof DIGEST_ROWS)[number];

export const SOURCE_OF: { readonly [R in DigestRow]: Source } = {
  transfer: 'transfer',
  'transient Id': 'transient',
  'transient time': 'transient',
};

/** The digests of neighbouring steps: plain data that threads can post. */
export interface RangeDigests {
  readonly row: DigestRow;
  /** The first of the steps. */
  readonly start: number;
  /** Four words each, `[step, 4]`. */
  readonly words: Int32Array;
}

const WORDS = 4;

/**
 * The digests of steps that were read: the same for the same content, whatever stands around it in the file, however wide
 * its padding and whatever block it was read in.
 *
 * @param plan - by which they were read
 */
export function digestSteps(steps: readonly Step[], plan: ReadPlan): readonly RangeDigests[] {
  const hash = new NumberHash();
  const rangeOf = (row: DigestRow, add: (step: Step) => void): RangeDigests => {
    const words = new Int32Array(WORDS * steps.length);
    for (const [position, step] of steps.entries()) {
      add(step);
      hash.digest(words, WORDS * position);
    }
    return { row, start: plan.steps.start, words };
  };
  if (plan.source === 'transfer') {
    const deviceType = codesOf(plan.deviceType ?? '');
    return [
      rangeOf('transfer', (step) => {
        if (step.kind === 'transfer') hash.add(deviceType).add(step.Vg).add(step.Id);
      }),
    ];
  }
  const ofCurrent = rangeOf('transient Id', (step) => {
    if (step.kind === 'transient') hash.add(timingOf(step)).add(step.Id);
  });
  if (!plan.rows.includes('time')) return [ofCurrent];
  const ofTime = rangeOf('transient time', (step) => {
    if (step.kind === 'transient') hash.add(timeOf(step));
  });
  return [ofCurrent, ofTime];
}

function timingOf({ timing }: TransientStep): Float64Array {
  const { record, workflow } = timing ?? {};
  return Float64Array.of(
    record?.period ?? Number.NaN,
    record?.sampleRate ?? Number.NaN,
    workflow?.period ?? Number.NaN,
    workflow?.sampleRate ?? Number.NaN,
  );
}

/** The time of a step; where it has none, why not, which is what its extractors get to see. */
function timeOf(step: TransientStep): Float64Array {
  try {
    return step.time;
  } catch (error) {
    return codesOf(messageOf(error));
  }
}

function codesOf(text: string): Float64Array {
  return Float64Array.from({ length: text.length }, (_, index) => text.charCodeAt(index));
}

/** The digests of all steps of an experiment that have been read, gathered from blocks that come in any order. */
export class StepDigests {
  readonly #rows = new Map<DigestRow, { readonly words: Int32Array; readonly known: Uint8Array }>();
  readonly #steps: Readonly<Record<Source, number>>;

  /** @param steps - of the experiment, by source */
  constructor(steps: Readonly<Record<Source, number>>) {
    this.#steps = steps;
  }

  add({ row, start, words }: RangeDigests): void {
    const steps = this.#steps[SOURCE_OF[row]];
    const digests = this.#rows.get(row) ?? { words: new Int32Array(WORDS * steps), known: new Uint8Array(steps) };
    this.#rows.set(row, digests);
    digests.words.set(words, WORDS * start);
    digests.known.fill(1, start, start + words.length / WORDS);
  }

  /** One digest of the first `steps` steps, hexadecimal; undefined if not all of them have been read. */
  ofFirst(row: DigestRow, steps: number = this.#steps[SOURCE_OF[row]]): string | undefined {
    const digests = this.#rows.get(row);
    if (digests === undefined || steps > digests.known.length) return undefined;
    if (digests.known.subarray(0, steps).includes(0)) return undefined;
    return createHash('sha256')
      .update(digests.words.subarray(0, WORDS * steps))
      .digest('hex');
  }
}
