import { describe, expect, it } from 'vitest';
import { leaveOutTransforms } from '../../../lib/config/compat-transforms.js';
import { defineFeatures } from '../../../lib/config/configuration.js';
import { parseConfiguration } from '../../../lib/config/parse-configuration.js';
import { contentOf } from '../../../lib/graph/content.js';

const FEATURES = 'compat: oect-infra-1.2\nfeatures: { gm: { extractor: transfer.gm_max } }\n';
const parse = (text: string) => parseConfiguration(text, { file: 'f.yaml', name: 'f', doubts: 'refuse' });

const REASON = 'is ignored: oect-infra-1.2 accepted it and did nothing with it; without compat it is done';

describe('transforms under compat', () => {
  it.each([
    'postprocessing: [{ type: normalize, target: gm, params: { method: zscore } }]',
    'postprocessing: [{ type: pca, targets: nothing, components: 3 }]',
    'postprocessing: { gm: normalize }',
  ])('are accepted, have no effect, and that is said, strict or not: %s', (line) => {
    const configuration = parse(`${FEATURES}${line}\n`);
    expect(configuration.warnings).toEqual([`f.yaml:3:1: "postprocessing" ${REASON}`]);
    expect(contentOf(configuration.graph)).toBe(contentOf(parse(FEATURES).graph));
    expect(configuration.graph.transforms).toEqual([]);
  });

  it('are told with the place of the list', () => {
    const text = `${FEATURES}advanced:\n  transforms: [log]\n  caching: { enabled: true }\npostprocessing: [x]\n`;
    expect(parse(text).warnings).toEqual([
      `f.yaml:4:3: "advanced.transforms" ${REASON}`,
      'f.yaml:5:3: "advanced.caching" is ignored: nothing is kept between runs but the files',
      `f.yaml:6:1: "postprocessing" ${REASON}`,
    ]);
  });

  it('are not worth a word where there are none', () => {
    for (const nothing of ['postprocessing: []\n', 'postprocessing:\nadvanced: { transforms: [] }\n', 'advanced:\n']) {
      expect(parse(FEATURES + nothing).warnings).toEqual([]);
    }
  });

  it('are told in a program as well', () => {
    const { warnings, graph } = defineFeatures(
      { gm: { extractor: 'transfer.gm_max' } },
      { compat: 'oect-infra-1.2', postprocessing: [{ type: 'filter', params: { min: 0 } }] },
    );
    expect(warnings).toEqual([`"postprocessing" ${REASON}`]);
    expect(graph.transforms).toEqual([]);
  });

  it('stay where there is no compat, and in what is no mapping', () => {
    for (const content of [{ postprocessing: [1] }, { compat: 'other', postprocessing: [1] }, [], null, 'text']) {
      expect(leaveOutTransforms(content)).toEqual({ content, remarks: [] });
    }
  });
});
