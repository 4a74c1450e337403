import { basename } from 'node:path';
import { describe, expect, it } from 'vitest';
import { loadConfiguration } from '../../../lib/config/load-configuration.js';
import { findTemplate, templateNames } from '../../../lib/config/templates.js';

const names = await templateNames();

describe('templateNames', () => {
  it('names the built-in configurations in order, and finds each', async () => {
    expect(names).toContain('v2_transfer_basic');
    expect(names).toEqual([...names].sort());
    for (const name of names) expect(basename((await findTemplate(name)) ?? '')).toBe(`${name}.yaml`);
    expect(await findTemplate('../schema')).toBeUndefined();
  });
});

describe.each(names)('%s', (name) => {
  it('loads without a warning, under its own name', async () => {
    expect(await loadConfiguration(name, { unknownKeys: 'refuse' })).toMatchObject({ name, warnings: [] });
  });

  it('says of each feature the unit that its extractor gives', async () => {
    const { graph } = await loadConfiguration(name);
    for (const feature of graph.features) {
      if (feature.kind === 'derived') continue;
      const declared = feature.extractor.outputs(feature.params).map(({ unit }) => unit);
      expect([feature.name, ...feature.outputs.map(({ unit }) => unit)]).toEqual([feature.name, ...declared]);
    }
  });

  it('describes itself', async () => {
    expect((await loadConfiguration(name)).description).not.toBe('');
  });
});
