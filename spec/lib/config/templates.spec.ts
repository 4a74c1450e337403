import { existsSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { loadConfiguration } from '../../../lib/config/load-configuration.js';
import { templateFile, templateNames } from '../../../lib/config/templates.js';

const names = await templateNames();

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

  it('describes itself', async () => {
    expect((await loadConfiguration(name)).description).not.toBe('');
  });
});
