import { copyOf, rowsOf } from '../rows.js';
import { broken, forAll, type Law, oneStep, type Subject } from './law.js';

/** What is given to it is as it was, down to the last bit. */
export function pureLaw(subject: Subject): Law {
  const law = { name: 'pure', statement: 'leaves the step and its parameters as they are' } as const;
  return {
    ...law,
    check: () =>
      forAll(law, subject, oneStep(subject.any), (drawn) => {
        const step = copyOf(drawn);
        const params = subject.freshParams();
        subject.extract(step, { params });
        for (const [name, row] of Object.entries(rowsOf(step))) {
          const before = rowsOf(drawn)[name] as Float64Array;
          if (row.length !== before.length)
            broken(`${name} has ${row.length} numbers afterwards, and had ${before.length}`);
          const at = before.findIndex((number, i) => !Object.is(number, row[i]));
          if (at >= 0) broken(`${name}[${at}] is ${row[at]} afterwards, and was ${before[at]}`);
        }
        if (describe(step) !== describe(drawn))
          broken(`the step is ${describe(step)} afterwards, and was ${describe(drawn)}`);
        const before = JSON.stringify(subject.freshParams());
        if (JSON.stringify(params) !== before) {
          broken(`the parameters are ${JSON.stringify(params)} afterwards, and were ${before}`);
        }
      }),
  };
}

/** Everything of a step but its measurements. */
function describe(step: object): string {
  return JSON.stringify(step, (_, value) => (ArrayBuffer.isView(value) ? undefined : value));
}
