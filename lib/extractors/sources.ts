import { type JointStep, type RowsBySource, SOURCES, type Source, type Step } from '../experiment/step.js';
import type { Extractor } from './extractor.js';

/** The sources that an extractor reads, in the order of {@link SOURCES}. */
export function sourcesOf({ source }: Pick<Extractor, 'source'>): readonly Source[] {
  return SOURCES.filter((each) => each === source || source.includes(each));
}

/** What an extractor of these sources is given of the steps of one index: the step itself where there is one source. */
export function stepFor({ source }: Pick<Extractor, 'source'>, joint: JointStep): Step | JointStep {
  return typeof source === 'string' ? joint[source] : joint;
}

/** Of each source all that can be read. */
const ALL_ROWS: { readonly [S in Source]: readonly RowsBySource[S][] } = {
  transfer: ['Vg', 'Id'],
  transient: ['time', 'Id'],
};

/** The rows of one of its sources that an extractor reads. */
export function rowsReadBy(
  { source, reads }: Pick<Extractor, 'source' | 'reads'>,
  of: Source,
): readonly RowsBySource[Source][] {
  const rows: unknown = typeof source === 'string' ? reads : Reflect.get(reads ?? {}, of);
  return (rows as readonly RowsBySource[Source][] | undefined) ?? ALL_ROWS[of];
}
