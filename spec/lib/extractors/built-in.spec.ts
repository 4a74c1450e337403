import * as v from 'valibot';
import { describe, expect, it } from 'vitest';
import { builtInExtractors } from '../../../lib/extractors/built-in.js';

/** The schemas of an extractor's parameters by name. */
function entriesOf(params: unknown): [string, v.GenericSchema][] {
  expect(params).toHaveProperty('entries');
  return Object.entries((params as { entries: Record<string, v.GenericSchema> }).entries);
}

describe('built-in extractors', () => {
  it('are these', () => {
    expect(builtInExtractors.map(({ name }) => name)).toEqual([
      'transfer.gm_max',
      'transfer.Von',
      'transfer.absI_max',
      'transfer.gm_max_coords',
      'transfer.Von_coords',
      'transient.cycles',
      'transient.peak_current',
      'transient.decay_time',
      'transient.tau_on_off',
    ]);
  });

  it.each(builtInExtractors.map((extractor) => [extractor.name, extractor] as const))(
    '%s works without parameters, refuses unknown ones and describes its own',
    (_, { params, description }) => {
      expect(description).not.toBe('');
      expect(v.safeParse(params, {}).success).toBe(true);
      expect(v.safeParse(params, { no_such_parameter: 1 }).success).toBe(false);
      for (const [name, schema] of entriesOf(params)) {
        const wrapped = 'wrapped' in schema ? (schema.wrapped as v.GenericSchema) : schema;
        expect(v.getDescription(wrapped) ?? v.getDescription(schema), name).toMatch(/\w/);
      }
    },
  );
});
