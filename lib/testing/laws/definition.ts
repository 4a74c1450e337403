import fc from 'fast-check';
import type { Extracted, InputValues } from '../../extractors/extractor.js';
import { givenOf } from '../given.js';
import { coarseSteps } from '../hostile-steps.js';
import { differentNumbers, numbersOf } from '../results.js';
import { copyOf, type Given } from '../rows.js';
import { broken, forAll, type Law, oneStep, type Subject } from './law.js';

/** The feature written down a second time, plainly and without regard to speed; undefined stands for null. */
export type Definition<T extends Given = Given, P = object> = (
  step: T,
  params: P,
  inputs: InputValues,
) => Extracted | undefined;

/** The same numbers as its definition has, of working devices and of few, mostly equal points in any order. */
export function definitionLaw(subject: Subject, definition: Definition, tolerance: number): Law {
  const law = { name: 'definition', statement: 'agrees with its definition' } as const;
  const steps = fc.oneof<fc.Arbitrary<Given>[]>(subject.working, givenOf(subject.sources, coarseSteps));
  return {
    ...law,
    check: () =>
      forAll(law, subject, oneStep(steps), (step) => {
        const defined = definition(copyOf(step), subject.params, subject.inputsOf(step) ?? {});
        const found = subject.extract(copyOf(step));
        const nulls = subject.outputs.map(() => []);
        const expected = defined === undefined ? nulls : numbersOf(defined);
        const numbers = numbersOf(found);
        const different = differentNumbers(numbers.flat().length === 0 ? nulls : numbers, expected, tolerance);
        if (different !== undefined) broken(different);
      }),
  };
}
