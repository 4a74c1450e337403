import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { compileExpression } from '../../../lib/expression/compile-expression.js';
import { EvaluationError } from '../../../lib/expression/problem.js';
import { expression, type Outcome, outcomeOf, REFUSED, token, VALUED } from './hostile.js';

const LIMIT_MS = 100;

/**
 * Of the best of three runs, on the clock or of this process: so a pause of the machine, the work of others on it, or the
 * compiler's beside ours is not taken for the expression's.
 */
function elapsedMs(source: string): number {
  let best = Number.POSITIVE_INFINITY;
  for (let run = 0; run < 3 && best >= LIMIT_MS; run++) {
    const cpu = process.cpuUsage();
    const start = performance.now();
    outcomeOf(source);
    const elapsed = performance.now() - start;
    const { user, system } = process.cpuUsage(cpu);
    best = Math.min(best, elapsed, (user + system) / 1000);
  }
  return best;
}

function expectAnswer(source: string): Outcome {
  expect(elapsedMs(source)).toBeLessThan(LIMIT_MS);
  const outcome = outcomeOf(source);
  if (outcome instanceof Error) {
    for (const { offset, line, column, message } of outcome.problems) {
      expect(offset).toBeGreaterThanOrEqual(0);
      expect(offset).toBeLessThanOrEqual(source.length);
      expect(line).toBeGreaterThanOrEqual(1);
      expect(column).toBeGreaterThanOrEqual(1);
      expect(message).not.toBe('');
    }
  }
  return outcome;
}

describe('hostile expressions', () => {
  it.each(REFUSED)('are refused in time, with their place: %s', (_, source) => {
    expect(expectAnswer(source)).toBeInstanceOf(Error);
  });

  it.each(VALUED)('get their value in time: %s', (_, source) => {
    expect(expectAnswer(source)).not.toBeInstanceOf(Error);
  });

  it('cannot grow with the square of their length', () => {
    const long = { shape: [20_000], values: new Float64Array(20_000) };
    expect(() => compileExpression('lambda a: a[:, None] * a').evaluate([long])).toThrow(EvaluationError);
  });
});

describe('random expressions', () => {
  it('always have a value or a positioned error, in time', () => {
    fc.assert(
      fc.property(expression, (body) => {
        expectAnswer(`lambda c: ${body}`);
      }),
      { numRuns: 600 },
    );
  });

  it('of any tokens and characters are refused in time, or read', () => {
    const soup = fc.array(token, { maxLength: 60 }).map((tokens) => `lambda c: ${tokens.join(' ')}`);
    fc.assert(
      fc.property(fc.oneof(soup, fc.string({ maxLength: 200, unit: 'binary' })), (source) => {
        expectAnswer(source);
      }),
      { numRuns: 600 },
    );
  });
});
