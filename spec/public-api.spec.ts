import { describe, expect, it } from 'vitest';
import { declaredNames, entryPoints, undocumentedNames } from './support/entry-points.js';

/** An entry that is not for importing names from: a worker thread runs it. */
const WORKER = 'oect-features/worker';

const importable = entryPoints.filter(({ name }) => name !== WORKER);

// What the list of an entry says is a promise to those who use it. One that is meant to change is written anew by
// `npx vitest run --config spec/vitest.config.ts spec/public-api.spec.ts -u`, and CHANGELOG.md says so.
describe('what the package exports', () => {
  it.each(importable)('of values is what its types say: $name', async ({ module, types }) => {
    const values = declaredNames(types).filter((name) => !name.startsWith('type '));
    expect(Object.keys(await import(module)).sort()).toEqual(values);
  });

  it.each(importable)('are these names: $name', async ({ name, types }) => {
    const file = `./fixtures/public-api/${name.replaceAll('/', '.')}.txt`;
    await expect(`${declaredNames(types).join('\n')}\n`).toMatchFileSnapshot(file);
  });

  it.each(importable)('is said what it is: $name', ({ types }) => {
    expect(undocumentedNames(types)).toEqual([]);
  });
});
