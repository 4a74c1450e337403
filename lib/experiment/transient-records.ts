import { OectError } from '../errors.js';
import type { Scalar } from '../hdf5/decode.js';
import type { Hdf5File } from '../hdf5/hdf5-file.js';
import { PARAMETER_PREFIX, START_COLUMN, STEP_TABLES, STOP_COLUMN, TIMING_PARAMETERS } from './hdf5-layout.js';
import type { TransientLayout } from './head.js';
import { pulseTiming } from './pulse-timing.js';
import { type Bounds, type BoundsPlace, evenBounds, recordedBounds } from './transient-bounds.js';

const PATH = STEP_TABLES.transient;
const COLUMNS = [START_COLUMN, STOP_COLUMN, ...TIMING_PARAMETERS.map((name) => PARAMETER_PREFIX + name)];

/**
 * Reads what the transient steps' own records say: where each step's samples are, and how it was pulsed.
 *
 * @param samples number of samples of all steps together
 * @throws OectError `wrong-layout` if there are samples but no table, or the bounds cannot be right.
 */
export function readTransientRecords(hdf5: Hdf5File, samples: number): Omit<TransientLayout, 'chunkSamples'> {
  const { steps, columns } = samples === 0 && hdf5.kindOf(PATH) === undefined ? NO_RECORDS : readTable(hdf5);
  const [top, bottom, timeStep] = TIMING_PARAMETERS.map((name) => columns.get(PARAMETER_PREFIX + name) ?? []);
  const timings = Array.from({ length: steps }, (_, step) =>
    pulseTiming({ topTime: top[step], bottomTime: bottom[step], timeStep: timeStep[step] }),
  );
  return {
    steps,
    ...boundsOf(steps, columns, { file: hdf5.file, path: PATH, samples }),
    periods: Float64Array.from(timings, ({ period = Number.NaN }) => period),
    sampleRates: Float64Array.from(timings, ({ sampleRate = Number.NaN }) => sampleRate),
  };
}

interface Table {
  readonly steps: number;
  readonly columns: ReadonlyMap<string, readonly Scalar[]>;
}

const NO_RECORDS: Table = { steps: 0, columns: new Map() };

function readTable(hdf5: Hdf5File): Table {
  const table = hdf5.dataset(PATH);
  return { steps: table.shape?.[0] ?? 0, columns: table.readColumns(COLUMNS) };
}

function boundsOf(steps: number, columns: Table['columns'], place: BoundsPlace): Bounds {
  const starts = columns.get(START_COLUMN);
  const stops = columns.get(STOP_COLUMN);
  if (starts !== undefined && stops !== undefined) return recordedBounds(starts, stops, place);
  if (starts === undefined && stops === undefined) return evenBounds(steps, place.samples);
  const [there, lacking] = starts === undefined ? [STOP_COLUMN, START_COLUMN] : [START_COLUMN, STOP_COLUMN];
  throw new OectError('wrong-layout', `${place.file}: ${PATH} has a column ${there} but no ${lacking}`, place);
}
