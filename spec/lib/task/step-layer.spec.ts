import { describe, expect, it } from 'vitest';
import { defineFeatures } from '../../../lib/config/configuration.js';
import { stepLayer } from '../../../lib/task/step-layer.js';
import { extractorOf, outputOf } from '../../support/graph-arbitraries.js';

const definitions = {
  gm: { extractor: 'transfer.gm_max' },
  peak: { extractor: 'transient.peak_current' },
  drift: { func: 'lambda gm: gm / gm[0]', input: 'gm' },
};

function names(...parameters: Parameters<typeof stepLayer>): readonly string[] {
  return stepLayer(...parameters).extracted.map(({ name }) => name);
}

describe('stepLayer', () => {
  it('has the features that are asked for', () => {
    expect(names(defineFeatures(definitions), ['peak'])).toEqual(['peak']);
    expect(names(defineFeatures(definitions), ['peak', 'gm'])).toEqual(['peak', 'gm']);
  });

  it('has those that the table would have, if none are named', () => {
    const { drift: _, ...extracted } = definitions;
    expect(names(defineFeatures(extracted))).toEqual(['gm', 'peak']);
    expect(names(defineFeatures(definitions, { selected: ['gm'] }))).toEqual(['gm']);
  });

  it('refuses a feature that is computed from whole columns, and says what could be asked for', () => {
    const refused = expect.objectContaining({
      code: 'bad-argument',
      message: expect.stringMatching(/"drift" is computed from whole columns.*\{ features: \['gm', 'peak'\] \}/),
    });
    expect(() => stepLayer(defineFeatures(definitions))).toThrow(refused);
    expect(() => stepLayer(defineFeatures(definitions), ['gm', 'drift'])).toThrow(refused);
  });

  it('refuses a feature that the configuration transforms: what its extractor gives is not what the table has', () => {
    const { drift: _, ...extracted } = definitions;
    const configuration = defineFeatures(extracted, {
      postprocessing: [{ type: 'normalize', target: 'gm', params: { method: 'minmax' } }],
    });
    const refused = expect.objectContaining({
      code: 'bad-argument',
      message: expect.stringMatching(/"gm" is transformed with whole columns.*\{ features: \['peak'\] \}/),
    });
    expect(() => stepLayer(configuration)).toThrow(refused);
    expect(names(configuration, ['peak'])).toEqual(['peak']);
  });

  it('refuses an extractor that builds on earlier features', () => {
    const inputs = { gm: { shape: [], description: '' } };
    const built = { extractor: { ...extractorOf(outputOf([])), inputs }, input: 'gm' };
    const configuration = defineFeatures({ ...definitions, built });
    expect(() => stepLayer(configuration, ['built'])).toThrow(
      /"built" builds on other features \(gm\).*features: \['gm', 'peak'\]/,
    );
    expect(names(configuration, ['gm'])).toEqual(['gm']);
  });

  it('refuses an extractor of several sources', () => {
    const joint = { extractor: { ...extractorOf(outputOf([])), source: ['transfer', 'transient'] as const } };
    expect(() => stepLayer(defineFeatures({ ...definitions, joint }), ['joint'])).toThrow(
      /"joint" is computed from transfer and transient steps together, and steps come one by one/,
    );
  });

  it('refuses a feature that there is not, with the nearest that there is', () => {
    const refused = expect.objectContaining({
      code: 'bad-argument',
      message: 'there is no feature "pek"; did you mean "peak"?',
    });
    expect(() => stepLayer(defineFeatures(definitions), ['pek'])).toThrow(refused);
  });
});
