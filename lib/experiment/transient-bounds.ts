import { OectError } from '../errors.js';

/** First sample of each step and the one behind its last, `[step]`. */
export interface Bounds {
  readonly starts: Float64Array;
  readonly stops: Float64Array;
}

/** What bounds are checked against, and what an error about them says. */
export interface BoundsPlace {
  readonly file: string;
  /** Path of the table. */
  readonly path: string;
  readonly samples: number;
}

/**
 * Bounds as the steps' records have them. Samples between two steps belong to none.
 *
 * @throws OectError `wrong-layout` if a value is not an index into the samples, or steps run backwards or overlap.
 */
export function recordedBounds(starts: readonly unknown[], stops: readonly unknown[], place: BoundsPlace): Bounds {
  const bounds = {
    starts: Float64Array.from(starts, (value, row) => checkedIndex(value, 'start_data_index', row, place)),
    stops: Float64Array.from(stops, (value, row) => checkedIndex(value, 'end_data_index', row, place)),
  };
  bounds.starts.forEach((start, row) => {
    const stop = bounds.stops[row] ?? Number.NaN;
    const before = row === 0 ? 0 : (bounds.stops[row - 1] ?? Number.NaN);
    if (stop < start) throw fault(place, row, `end_data_index ${stop} lies before start_data_index ${start}`);
    if (start < before) {
      throw fault(place, row, `start_data_index ${start} lies before ${before}, where the step before it ends`);
    }
  });
  return bounds;
}

/** Bounds where the records have none: equal parts, the last takes the remainder. */
export function evenBounds(steps: number, samples: number): Bounds {
  const size = Math.floor(samples / steps);
  const starts = Float64Array.from({ length: steps }, (_, step) => step * size);
  const stops = starts.map((start, step) => (step === steps - 1 ? samples : start + size));
  return { starts, stops };
}

function checkedIndex(value: unknown, column: string, row: number, place: BoundsPlace): number {
  if (typeof value === 'number' && Number.isInteger(value) && value >= 0 && value <= place.samples) return value;
  throw fault(
    place,
    row,
    `${column} is ${String(value)}, not an index from 0 to ${place.samples}, the number of samples`,
  );
}

function fault({ file, path }: BoundsPlace, row: number, what: string): OectError {
  return new OectError('wrong-layout', `${file}: ${path}, row ${row}: ${what}`, { file, path });
}
