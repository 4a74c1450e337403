import { describeResult, numbersOf } from '../results.js';
import { copyOf } from '../rows.js';
import { broken, forAll, type Law, oneStep, type Subject } from './law.js';

/** Without it an extractor that always gives null would obey every other law. */
export function valueLaw(subject: Subject): Law {
  const law = { name: 'value', statement: 'has a value for each step of a working device' } as const;
  return {
    ...law,
    check: () =>
      forAll(law, subject, oneStep(subject.working), (step) => {
        const extracted = subject.extract(copyOf(step));
        if (!numbersOf(extracted).flat().some(Number.isFinite)) broken(`the result is ${describeResult(extracted)}`);
      }),
  };
}
