import fc from 'fast-check';
import { SOURCES, type Source, type StepBySource } from '../experiment/step.js';
import type { Given } from './rows.js';

/**
 * What an extractor of these sources is given: a step of the one source, or a step of each, of one index.
 *
 * @param stepsOf - the steps of a source
 */
export function givenOf(
  sources: readonly Source[],
  stepsOf: <S extends Source>(source: S) => fc.Arbitrary<StepBySource[S]>,
): fc.Arbitrary<Given> {
  const [only, ...others] = sources;
  if (only !== undefined && others.length === 0) return stepsOf(only);
  return fc
    .record({ index: fc.nat(5000), transfer: stepsOf('transfer'), transient: stepsOf('transient') })
    .map(({ index, ...steps }) => {
      const parts = SOURCES.filter((source) => sources.includes(source)).map((source) => [
        source,
        { ...steps[source], index },
      ]);
      return { index, ...Object.fromEntries(parts) };
    });
}
