import { describe, expect, it } from 'vitest';
import { ConfigurationError } from '../../../lib/config/configuration-error.js';
import { parseConfiguration } from '../../../lib/config/parse-configuration.js';
import { expressionFunction } from '../../../lib/graph/expression-function.js';
import { REFUSED } from '../expression/hostile.js';
import { thrownBy } from '../expression/support.js';

function isRefused(source: string): boolean {
  try {
    expressionFunction(source);
    return false;
  } catch {
    return true;
  }
}

// What is longer than any configuration is refused as such.
const refused = REFUSED.filter(([, source]) => source.length < 900_000 && isRefused(source));

describe('a hostile func in a configuration', () => {
  it('is refused when it is loaded, for most of them', () => {
    expect(refused.length).toBeGreaterThan(REFUSED.length / 2);
  });

  it.each(refused)('is told with its place, in one line: %s', (_, source) => {
    const features = { gm: { extractor: 'transfer.gm_max' }, bad: { input: 'gm', func: source } };
    const text = JSON.stringify({ name: 'n', features }, null, 1);
    const error = thrownBy(() => parseConfiguration(text, { file: 'f', name: 'f' }));
    expect(error).toBeInstanceOf(ConfigurationError);
    const line = text.split('\n').findIndex((line) => line.includes('"func":')) + 1;
    const { message, problems } = error as ConfigurationError;
    expect(message.split('\n')).toHaveLength(problems.length);
    expect(Math.max(...message.split('\n').map(({ length }) => length))).toBeLessThan(1100);
    for (const problem of problems) expect(problem).toMatchObject({ line, column: 4 });
  });
});
