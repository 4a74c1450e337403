import * as v from 'valibot';
import { describe, expect, it } from 'vitest';
import { checkParams } from '../../../lib/graph/check-params.js';

const params = v.strictObject({
  level: v.optional(v.number(), 3),
  range: v.optional(v.tuple([v.number(), v.number()])),
});

function check(given: Readonly<Record<string, unknown>>, schema: typeof params = params, defaults = {}) {
  const reports: string[] = [];
  const report = (message: string, ...path: string[]) => void reports.push(`${path.join('.')}: ${message}`);
  return { result: checkParams({ name: 'it', params: schema, defaults }, given, report), reports };
}

describe('checkParams', () => {
  it('fills in defaults, those that are given before those of the schema', () => {
    expect(check({}).result).toEqual({ level: 3 });
    expect(check({}, params, { level: 5 }).result).toEqual({ level: 5 });
    expect(check({ level: 7 }, params, { level: 5 })).toEqual({ result: { level: 7 }, reports: [] });
  });

  it('reports all that is wrong, each with its place', () => {
    expect(check({ level: 'x', rnge: 1, b: 2, range: [1, 'y'] })).toEqual({
      result: undefined,
      reports: [
        'rnge: unknown parameter "rnge" of it; did you mean "range"?',
        'b: unknown parameter "b" of it; known: level, range',
        'level: parameter "level" of it: is "x"; it must be a number',
        'range.1: parameter "range.1" of it: is "y"; it must be a number',
      ],
    });
  });

  it('reports a schema that throws', () => {
    const throwing = v.pipe(
      params,
      v.check(() => {
        throw new Error('broken');
      }),
    );
    expect(check({}, throwing as unknown as typeof params).reports).toEqual([
      ': parameters of it cannot be checked: broken',
    ]);
  });
});
