import { existsSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { loadConfiguration } from '../../../lib/config/load-configuration.js';
import { parseConfiguration } from '../../../lib/config/parse-configuration.js';
import { templateFile, templateNames } from '../../../lib/config/templates.js';
import type { Feature } from '../../../lib/graph/feature.js';
import { parseUnit } from '../../../lib/units/parse-unit.js';
import { isSameUnit } from '../../../lib/units/unit.js';

const names = await templateNames();

const path = new URL('../../fixtures/expression/numpy.jsonl', import.meta.url);
const [head = '', ...lines] = readFileSync(path, 'utf8').trim().split('\n');
const { inputs } = JSON.parse(head);
const hasNulls = (input: string) => inputs[input].values.includes('nan');
const cases = lines.map((line): { expression: string; inputs: readonly string[] } => JSON.parse(line));
/** Expressions that numpy has computed from columns with nulls. */
const recorded = new Set(cases.filter(({ inputs }) => inputs.some(hasNulls)).map(({ expression }) => expression));

describe('templateNames', () => {
  it('names the built-in configurations in order, and finds each', () => {
    expect(names).toContain('v2_transfer_basic');
    expect(names).toEqual([...names].sort());
    expect(names.filter((name) => !existsSync(templateFile(name)))).toEqual([]);
  });
});

describe.each(names)('%s', (name) => {
  it('loads without a warning, under its own name', async () => {
    expect(await loadConfiguration(name, { doubts: 'refuse' })).toMatchObject({ name, warnings: [] });
  });

  it('says of each feature the unit that its extractor gives', async () => {
    const { graph } = await loadConfiguration(name);
    for (const feature of graph.features) {
      if (feature.kind === 'derived') continue;
      const declared = feature.extractor.outputs(feature.params).map(({ unit }) => unit);
      expect([feature.name, ...feature.outputs.map(({ unit }) => unit)]).toEqual([feature.name, ...declared]);
    }
  });

  it('has no func whose result was not recorded from numpy, for columns with nulls', async () => {
    const { graph } = await loadConfiguration(name);
    const funcs = graph.features.flatMap((feature) => (feature.kind === 'derived' ? [feature.text] : []));
    expect(funcs.filter((func) => !recorded.has(func))).toEqual([]);
  });

  it('says of each derived feature a unit that follows from its inputs', async () => {
    const text = readFileSync(templateFile(name), 'utf8');
    const { graph } = parseConfiguration(text.replaceAll(/^ {4}unit: .*$/gm, ''), { file: name, name });
    const unitsOf = (features: readonly Feature[]) =>
      features.flatMap((feature) => (feature.kind === 'derived' ? [parseUnit(feature.unit)] : []));
    const declared = unitsOf((await loadConfiguration(name)).graph.features);
    const inferred = unitsOf(graph.features);
    expect(inferred.map((unit, k) => isSameUnit(unit, declared[k] ?? parseUnit('none')))).toEqual(
      declared.map(() => true),
    );
  });

  it('describes itself', async () => {
    expect((await loadConfiguration(name)).description).not.toBe('');
  });
});

describe('a file as the Python system has them', () => {
  const feature = `  - name: gm_max_forward
    extractor: transfer.gm_max
    input: transfer
    params: { direction: forward, device_type: N }
    output_shape: [n_steps]
    unit: S
`;
  const text = `version: v2
name: v2_transfer_basic
config_version: "1.0"
data_type: transfer
data_source: { experiment_type: transfer, load_mode: batch }
features:
${feature}  - name: gm_max_forward_normalized
    func: "lambda gm: (gm - gm.mean()) / gm.std()"
    input: gm_max_forward
    params: {}
    output_shape: [n_steps]
    unit: ""
postprocessing: []
versioning: { auto_create: true, expand_multidim: true, selected_features: null }
advanced:
  transforms: []
  caching: { enabled: true, backend: memory, memory_size_mb: 100, disk_cache_dir: null }
  parallel: { enabled: false, n_workers: 4, backend: process }
imports: []
`;

  it('loads, and is told once of each part that has no meaning here', () => {
    const { graph, warnings } = parseConfiguration(text, { file: 'f', name: 'f', doubts: 'refuse' });
    expect(graph.features.map(({ name }) => name)).toEqual(['gm_max_forward', 'gm_max_forward_normalized']);
    expect(warnings.map((warning) => /^f:\d+:\d+: "(.*)" is ignored: /.exec(warning)?.[1])).toEqual([
      'data_source.load_mode',
      'versioning.auto_create',
      'advanced.caching',
      'advanced.parallel',
      'imports',
    ]);
  });

  it('may have the parameters of a process pool, which mean nothing', () => {
    const tau = `features:
  - name: tau_cycles
    extractor: transient.tau_on_off
    params: { r_squared_threshold: 0.99, use_parallel: false, max_workers: 4, show_progress: false }
    output_shape: [n_steps, n_cycles, 2]
`;
    expect(parseConfiguration(tau, { file: 'f', name: 'f', doubts: 'refuse' }).warnings).toEqual([]);
  });
});
