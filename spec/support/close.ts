import { expect } from 'vitest';
import type { Extracted } from '../../lib/extractors/extractor.js';
import { numbersOf } from '../../lib/testing/index.js';

/**
 * Expects the numbers of an extractor's first output, each within a relative tolerance.
 *
 * @param expected - null stands for NaN; cells at the end that it does not name must be empty
 */
export function expectClose(
  extracted: Extracted,
  expected: number | null | readonly (number | null)[],
  tolerance: number,
): void {
  const [found = []] = numbersOf(extracted);
  const wanted = typeof expected === 'object' && expected !== null ? expected : [expected];
  expect(found.length).toBeGreaterThanOrEqual(wanted.length);
  for (const [i, number] of found.entries()) {
    const goal = wanted[i] ?? Number.NaN;
    if (Number.isNaN(goal)) expect(number, `value ${i}`).toBeNaN();
    else
      expect(Math.abs(number - goal), `value ${i}: ${number}, not ${goal}`).toBeLessThanOrEqual(
        tolerance * Math.abs(goal),
      );
  }
}
