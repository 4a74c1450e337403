import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { importedWith } from './support/bundle.js';
import { entryPoints } from './support/entry-points.js';

const { dependencies } = JSON.parse(readFileSync(fileURLToPath(new URL('../package.json', import.meta.url)), 'utf8'));

/** What takes long to load, and which many a program never comes to need: loaded where it is used. */
const HEAVY = ['h5wasm', 'h5wasm/node', 'apache-arrow', 'parquetjs-lite', 'threads', '@duckdb/node-api'];

/** Only the command has a use for them. */
const OF_THE_COMMAND = ['commander', 'cli-progress'];

const importable = entryPoints.filter(({ name }) => name !== 'oect-features/worker');

describe('the import of an entry', () => {
  it.each(importable)('loads nothing heavy: $name', async ({ module }) => {
    const imported = await importedWith(module);
    expect(imported.filter((name) => [...HEAVY, ...OF_THE_COMMAND].includes(name))).toEqual([]);
  });

  it('loads for extractors and configurations what reads and checks them, and nothing else', async () => {
    const core = importable.find(({ name }) => name === 'oect-features/core');
    expect(await importedWith(core?.module ?? '')).toEqual([
      '@lezer/python',
      '@valibot/to-json-schema',
      'fastest-levenshtein',
      'valibot',
      'yaml',
    ]);
  });

  it('loads all of RxJS only for pipelines', async () => {
    const main = importable.find(({ name }) => name === 'oect-features');
    const imported = await importedWith(main?.module ?? '');
    expect(imported).not.toContain('rxjs');
    expect(imported).toContain('rxjs/internal/Observable');
    // What is asked for is found: these are the packages that some entry loads at once.
    const all = (await Promise.all(importable.map(({ module }) => importedWith(module)))).flat();
    expect(all).toContain('rxjs');
    expect(Object.keys(dependencies)).toEqual(expect.arrayContaining(OF_THE_COMMAND));
  });
});
