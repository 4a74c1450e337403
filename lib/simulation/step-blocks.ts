import { MEASUREMENTS, TRANSFER_ROWS, TRANSIENT_ROWS } from '../experiment/hdf5-layout.js';
import type { TransferStep, TransientStep } from '../experiment/step.js';
import type { Hdf5Output } from './hdf5-output.js';

/** Takes the steps of one kind in order and writes them in blocks of whole chunks, so that only a block is in memory. */
export interface StepBlocks<S> {
  /** Adds a step. Returns whether that completed a block, so that something was written. */
  add(step: S): boolean;
  /** Writes what remains. */
  finish(): void;
}

/** A transfer chunk holds as many steps as fit into this, one at least. */
const TRANSFER_CHUNK_BYTES = 64 * 1024;
const TRANSIENT_CHUNK_SAMPLES = 3125;
/** Blocks are large enough that opening the data set for each costs nothing. */
const TRANSFER_BLOCK_BYTES = 16 * TRANSFER_CHUNK_BYTES;
const TRANSIENT_BLOCK_SAMPLES = 64 * TRANSIENT_CHUNK_SAMPLES;

/**
 * Creates `/transfer/measurement_data`, `[step, 2, point]`: Vg and Id, padded with NaN on the right.
 *
 * @param points Of the widest step.
 */
export function transferBlocks(output: Hdf5Output, steps: number, points: number): StepBlocks<TransferStep> {
  const width = TRANSFER_ROWS * points;
  const bytes = width * Float64Array.BYTES_PER_ELEMENT;
  const chunkSteps = Math.min(steps, Math.max(1, Math.floor(TRANSFER_CHUNK_BYTES / bytes)));
  output.float64(MEASUREMENTS.transfer, [steps, TRANSFER_ROWS, points], [chunkSteps, TRANSFER_ROWS, points]);
  output.attributes(MEASUREMENTS.transfer, {
    dimension_labels: ['step_index', 'data_type', 'data_point'],
    data_type_labels: ['Vg', 'Id'],
  });

  const chunks = Math.max(1, Math.floor(TRANSFER_BLOCK_BYTES / (chunkSteps * bytes)));
  const capacity = Math.min(steps, chunks * chunkSteps);
  const block = new Float64Array(capacity * width).fill(Number.NaN);
  let written = 0;
  let held = 0;
  const write = (): void => {
    output.write(
      MEASUREMENTS.transfer,
      [written, 0, 0],
      [held, TRANSFER_ROWS, points],
      block.subarray(0, held * width),
    );
    written += held;
    held = 0;
    block.fill(Number.NaN);
  };

  return {
    add: ({ Vg, Id }) => {
      block.set(Vg, held * width);
      block.set(Id, held * width + points);
      held++;
      const full = held === capacity;
      if (full) write();
      return full;
    },
    finish: () => {
      if (held > 0) write();
    },
  };
}

/**
 * Creates `/transient/measurement_data`, `[3, sample]`: time from the experiment's start, time from the step's own start
 * (the first sample counts as one time step), and drain current; all steps one after the other. Chunks are one row high.
 *
 * @param samples Of all steps together.
 * @param timeStep Between two samples, s.
 */
export function transientBlocks(output: Hdf5Output, samples: number, timeStep: number): StepBlocks<TransientStep> {
  output.float64(
    MEASUREMENTS.transient,
    [TRANSIENT_ROWS.count, samples],
    [1, Math.min(samples, TRANSIENT_CHUNK_SAMPLES)],
  );
  output.attributes(MEASUREMENTS.transient, {
    dimension_labels: ['data_type', 'data_point'],
    data_type_labels: ['continuous_time', 'original_time', 'drain_current'],
  });

  const capacity = Math.min(samples, TRANSIENT_BLOCK_SAMPLES);
  const rows = [new Float64Array(capacity), new Float64Array(capacity), new Float64Array(capacity)] as const;
  let written = 0;
  let held = 0;
  const write = (): void => {
    for (const [row, values] of rows.entries()) {
      output.write(MEASUREMENTS.transient, [row, written], [1, held], values.subarray(0, held));
    }
    written += held;
    held = 0;
  };

  return {
    add: ({ time, Id }) => {
      const [continuous, original, current] = rows;
      let wrote = false;
      // A step may be longer than a block, and mostly ends inside one.
      for (let from = 0; from < Id.length; ) {
        const to = Math.min(Id.length, from + capacity - held);
        continuous.set(time.subarray(from, to), held);
        original.set(
          time.subarray(from, to).map((_, i) => (from + i + 1) * timeStep),
          held,
        );
        current.set(Id.subarray(from, to), held);
        held += to - from;
        from = to;
        if (held === capacity) {
          write();
          wrote = true;
        }
      }
      return wrote;
    },
    finish: () => {
      if (held > 0) write();
    },
  };
}
