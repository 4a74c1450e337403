import { difference } from '../results.js';
import { copyOf, type Given, withRows } from '../rows.js';
import { broken, forAll, type Law, oneStep, type Subject } from './law.js';

/** Neither the time, nor chance, nor where in memory the step lies decides anything. */
export function repeatableLaw(subject: Subject): Law {
  const law = { name: 'repeatable', statement: 'gives the same result for the same step' } as const;
  return {
    ...law,
    check: () =>
      forAll(law, subject, oneStep(subject.any), (step) => {
        const first = subject.extract(copyOf(step));
        const repetitions: readonly (readonly [string, () => ReturnType<Subject['extract']>])[] = [
          ['the second time', () => subject.extract(copyOf(step))],
          ['at another time of day', () => atAnotherTime(() => subject.extract(copyOf(step)))],
          ['with other numbers around its own in memory', () => subject.extract(amongOthers(step))],
        ];
        for (const [how, extract] of repetitions) {
          const found = difference(extract(), first);
          if (found !== undefined) broken(`${how}, ${found}`);
        }
      }),
  };
}

const MARGIN = 8;

/** The step as a part of larger memory, in which the numbers before and behind are those of others. */
function amongOthers<T extends Given>(step: T): T {
  return withRows(step, (row) => {
    const memory = new Float64Array(row.length + 2 * MARGIN).fill(-7.5);
    memory.set(row, MARGIN);
    return memory.subarray(MARGIN, MARGIN + row.length);
  });
}

const YEARS_LATER_MS = 3 * 365.25 * 86_400_000 + 12_345;

/** Runs something under a clock that is years ahead. */
function atAnotherTime<T>(run: () => T): T {
  const { Date: RealDate, performance } = globalThis;
  const now = () => RealDate.now() + YEARS_LATER_MS;
  const Later = class extends RealDate {
    constructor(...given: readonly unknown[]) {
      super(...((given.length === 0 ? [now()] : given) as [number]));
    }
    static override now = now;
  };
  const elapsed = performance.now.bind(performance);
  globalThis.Date = Later as DateConstructor;
  performance.now = () => elapsed() + YEARS_LATER_MS;
  try {
    return run();
  } finally {
    globalThis.Date = RealDate;
    // Takes the own property away again: behind it is that of all clocks.
    Reflect.deleteProperty(performance, 'now');
  }
}
