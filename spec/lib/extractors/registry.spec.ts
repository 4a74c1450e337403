import { describe, expect, it } from 'vitest';
import { builtInExtractors } from '../../../lib/extractors/built-in.js';
import { builtInRegistry, loadRegistry } from '../../../lib/extractors/registry.js';

const urlOf = (name: string) => new URL(`../../fixtures/modules/${name}`, import.meta.url).href;
const good = urlOf('good.mjs');

describe('builtInRegistry', () => {
  it('has every extractor of the list under its name, and none twice', () => {
    expect([...builtInRegistry.extractors.keys()]).toEqual(builtInExtractors.map(({ name }) => name));
    for (const { name, source } of builtInExtractors) expect(name.startsWith(`${source}.`)).toBe(true);
  });
});

describe('loadRegistry', () => {
  it('is the built-in one without modules', async () => {
    expect(await loadRegistry([])).toEqual(builtInRegistry);
  });

  it('adds the extractors and functions that a module exports, alone or in lists, each with its module', async () => {
    const { extractors, functions } = await loadRegistry([good]);
    const added = [...extractors.values()].filter(({ module }) => module !== undefined);
    expect(added.map(({ extractor, module }) => [extractor.name, module])).toEqual([
      ['transfer.first_current', good],
      ['transient.first_current', good],
    ]);
    expect(extractors.size).toBe(builtInRegistry.extractors.size + 2);
    expect([...functions]).toEqual([['relative', { func: expect.any(Function), module: good }]]);
  });

  it('takes a module once that is named twice, and leaves the built-in registry alone', async () => {
    const before = builtInRegistry.extractors.size;
    expect((await loadRegistry([good, good])).extractors.size).toBe(before + 2);
    expect(builtInRegistry.extractors.size).toBe(before);
  });

  it.each([
    ['that throws', 'throws.mjs', 'no licence found: server is down'],
    ['that is not there', 'absent.mjs', 'cannot load extractor module'],
    ['without anything of use', 'nothing-of-use.mjs', 'exports neither an extractor nor a function'],
    [
      'that takes the name of a built-in extractor',
      'name-taken.mjs',
      'extractor "transfer.gm_max" is already defined by the built-in extractors',
    ],
    [
      'with an object that is no extractor yet',
      'not-an-extractor.mjs',
      'extractor "transfer.fitted" needs outputs(params)',
    ],
  ])('refuses a module %s and names it', async (_, name, message) => {
    const url = urlOf(name);
    await expect(loadRegistry([url])).rejects.toMatchObject({
      code: 'bad-module',
      file: url,
      message: expect.stringContaining(message),
    });
    await expect(loadRegistry([url])).rejects.toThrow(url);
  });

  it.each([
    ["name: ''", 'extractor "" needs a name'],
    ['name: undefined', 'extractor in export "broken" needs a name'],
    ["source: 'transfers'", 'has source "transfers"; did you mean "transfer"?'],
    ["source: ['transfer', 'transients']", 'has source "transients"; did you mean "transient"?'],
    ["source: ['transfer']", 'has source ["transfer"]'],
    ["source: ['transfer', 'transfer']", 'has source ["transfer","transfer"]'],
    ['extract: 1', 'needs extract(step, params)'],
    ['outputs: []', 'needs outputs(params)'],
    ['params: null', 'needs params, a valibot object schema'],
    ["params: { direction: 'forward' }", 'needs params, a valibot object schema'],
    ['params: { ...schema, async: true }', 'needs params, a valibot object schema'],
    ["version: '1'", 'needs a version'],
    ['extractBatch: []', 'has an extractBatch that is no function'],
    ['inputs: []', 'has inputs []; it needs a shape for each'],
    ["inputs: { gm: 'S' }", 'has inputs {"gm":"S"}; it needs a shape for each'],
    ['inputs: { gm: null }', 'it needs a shape for each'],
    ['inputs: { gm: { shape: [0] } }', 'it needs a shape for each'],
  ])('refuses an extractor with %s', async (flaw, message) => {
    const code = `
      const schema = { async: false, '~run': (dataset) => dataset };
      const whole = { name: 'transfer.x', source: 'transfer', version: 1, params: schema, outputs() {}, extract() {} };
      export const broken = { ...whole, ${flaw} };`;
    await expect(loadRegistry([`data:text/javascript,${encodeURIComponent(code)}`])).rejects.toMatchObject({
      code: 'bad-module',
      message: expect.stringContaining(message),
    });
  });

  it('refuses names that two modules define, and names both', async () => {
    const other = urlOf('function-taken.mjs');
    await expect(loadRegistry([good, other])).rejects.toThrow(
      `${other}: function "relative" is already defined by ${good}`,
    );
    const copy = urlOf('extractor-taken.mjs');
    await expect(loadRegistry([good, copy])).rejects.toThrow(
      `${copy}: extractor "transfer.first_current" is already defined by ${good}`,
    );
  });
});
