import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { loadConfiguration } from '../../../lib/config/load-configuration.js';
import { builtInRegistry } from '../../../lib/extractors/registry.js';

const folder = mkdtempSync(join(tmpdir(), 'configurations-'));
afterAll(() => rmSync(folder, { recursive: true }));

function write(name: string, text: string): string {
  const file = join(folder, name);
  writeFileSync(file, text);
  return file;
}

describe('loadConfiguration', () => {
  it('loads a file by its path and names the configuration after it', async () => {
    const file = write('my features.yaml', 'features: { gm: { extractor: transfer.gm_max } }');
    expect(await loadConfiguration(file)).toMatchObject({ name: 'my features', graph: { selected: ['gm'] } });
  });

  it('loads JSON', async () => {
    const file = write('c.json', '{"name": "n", "features": {"gm": {"extractor": "transfer.gm_max"}}}');
    expect(await loadConfiguration(file)).toMatchObject({ name: 'n' });
  });

  it('loads a built-in configuration by its name', async () => {
    expect(await loadConfiguration('v2_transfer_basic')).toMatchObject({ name: 'v2_transfer_basic' });
  });

  it('loads from folders by name', async () => {
    const file = write('drift.yml', 'features: { drift: { extractor: transfer.gm_max } }');
    expect(await loadConfiguration('drift', { directories: [folder] })).toMatchObject({ name: 'drift' });
    await expect(loadConfiguration('drif', { directories: [folder] })).rejects.toThrow('did you mean "drift"?');
    rmSync(file);
  });

  it('hands on what names mean and what to do about unknown keys', async () => {
    const file = write('unknown.yaml', 'foo: 1\nfeatures: { gm: { extractor: transfer.gm_max } }');
    expect((await loadConfiguration(file)).warnings).toHaveLength(1);
    await expect(loadConfiguration(file, { doubts: 'refuse' })).rejects.toThrow(`${file}:1:1: unknown key "foo"`);
    const registry = { ...builtInRegistry, extractors: new Map() };
    await expect(loadConfiguration(file, { registry })).rejects.toThrow(
      'unknown extractor "transfer.gm_max"; there are none',
    );
  });

  it.each(['v2_transfer_basics', '__proto__', ''])(
    'knows no configuration %j, and says which there are',
    async (name) => {
      await expect(loadConfiguration(name)).rejects.toMatchObject({
        code: 'bad-configuration',
        message: expect.stringMatching(
          /there is no configuration ".*"; (did you mean "v2_transfer_basic"|known: ).*give the path/,
        ),
      });
    },
  );

  it('names a file that cannot be read, and why', async () => {
    const file = join(folder, 'absent.yaml');
    await expect(loadConfiguration(file)).rejects.toMatchObject({
      code: 'bad-configuration',
      file,
      cause: { code: 'ENOENT' },
    });
    await expect(loadConfiguration(`${folder}/`)).rejects.toMatchObject({
      code: 'bad-configuration',
      cause: { code: 'EISDIR' },
    });
  });
});
