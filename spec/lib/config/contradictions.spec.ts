import { describe, expect, it } from 'vitest';
import { parseConfiguration } from '../../../lib/config/parse-configuration.js';
import { builtInRegistry, type RegisteredExtractor } from '../../../lib/extractors/registry.js';
import { extractorOf, outputOf } from '../../support/graph-arbitraries.js';

const warningsOf = (text: string) => parseConfiguration(text, { file: 'f', name: 'f' }).warnings;

const TRANSFER = 'gm: { extractor: transfer.gm_max }';
const TRANSIENT = 'tau: { extractor: transient.tau_on_off }';

describe('findContradictions', () => {
  it.each([
    ['transfer', [TRANSFER]],
    ['transient', [TRANSIENT]],
    ['both', [TRANSFER, TRANSIENT]],
    ['both', [TRANSFER]],
  ])('lets data_type be %s of %j', (type, features) => {
    expect(warningsOf(`data_type: ${type}\nfeatures: { ${features.join(', ')} }`)).toEqual([]);
  });

  it.each([
    ['transient', [TRANSFER], 'feature "gm" is of transfer steps, so it must be "transfer"'],
    ['transfer', [TRANSFER, TRANSIENT], 'feature "tau" is of transient steps, so it must be "both"'],
  ])('warns of a data_type %s of %j', (type, features, hint) => {
    const warnings = warningsOf(`data_type: ${type}\nfeatures: { ${features.join(', ')} }`);
    expect(warnings).toEqual([`f:1:1: data_type: is "${type}"; ${hint}`]);
  });

  it('takes what an extractor of both reads for both', () => {
    const joint = { ...extractorOf(outputOf([])), name: 'both.sample', source: ['transfer', 'transient'] as const };
    const own = new Map<string, RegisteredExtractor>([
      ...builtInRegistry.extractors,
      [joint.name, { extractor: joint }],
    ]);
    const options = { file: 'f', name: 'f', registry: { ...builtInRegistry, extractors: own } };
    const warnings = (type: string) =>
      parseConfiguration(`data_type: ${type}\nfeatures: { j: { extractor: both.sample } }`, options).warnings;
    expect(warnings('both')).toEqual([]);
    expect(warnings('transfer')).toEqual([
      'f:1:1: data_type: is "transfer"; feature "j" is of transfer and transient steps, so it must be "both"',
    ]);
  });

  it('warns of an experiment_type that is not the data_type', () => {
    const text = `data_type: transfer\ndata_source: { experiment_type: both }\nfeatures: { ${TRANSFER} }`;
    expect(warningsOf(text)).toEqual([
      'f:2:16: data_source.experiment_type: is "both"; data_type is "transfer", and both say the same',
    ]);
    expect(warningsOf(text.replace('both', 'transfer'))).toEqual([]);
    expect(warningsOf(text.replace('data_type', 'description'))).toEqual([]);
  });

  it.each([
    ['transfer.gm_max', '', '[n_steps]'],
    ['transfer.gm_max', '', '[200]'],
    ['transfer.gm_max', 'direction: both', '[n_steps, 2]'],
    ['transfer.gm_max', 'direction: both', '[rows, branches]'],
    ['transient.cycles', 'n_cycles: 7', '[n_steps, 7]'],
    ['transient.tau_on_off', '', '[n_steps, n_cycles, 2]'],
    ['transient.tau_on_off', '', '[n_steps, 100, 2]'],
  ])('lets the shape of %s with %j be %s', (extractor, params, shape) => {
    expect(
      warningsOf(`features: { a: { extractor: ${extractor}, params: { ${params} }, output_shape: ${shape} } }`),
    ).toEqual([]);
  });

  it.each([
    ['transfer.gm_max', '', '[n_steps, 2]', '[n_steps]'],
    ['transfer.gm_max', '', '[]', '[n_steps]'],
    ['transfer.gm_max', 'direction: both', '[n_steps]', '[n_steps, 2]'],
    ['transient.cycles', 'n_cycles: 7', '[n_steps, 100]', '[n_steps, 7]'],
    ['transient.tau_on_off', '', '[n_steps, 2]', '[n_steps, n_cycles, 2]'],
    ['transient.tau_on_off', '', '[n_steps, n_cycles, 3]', '[n_steps, n_cycles, 2]'],
  ])('warns of the shape of %s with %j as %s', (extractor, params, declared, real) => {
    const text = `features:\n- name: a\n  extractor: ${extractor}\n  output_shape: ${declared}\n  params: { ${params} }`;
    expect(warningsOf(text)).toEqual([`f:4:3: output_shape: is ${declared}; feature "a" is ${real}`]);
  });

  it('says nothing of the shape of a func, or of a feature that is not computed', () => {
    const func = 'n: { func: "lambda gm: gm", input: gm, output_shape: [n_steps, 5] }';
    expect(warningsOf(`features: { ${TRANSFER}, ${func} }`)).toEqual([]);
    const unused = 'a: { extractor: transfer.gm_max, output_shape: [n_steps, 5] }';
    expect(warningsOf(`features: { ${TRANSFER}, ${unused} }\nversioning: { selected_features: [gm] }`)).toEqual([]);
  });
});
