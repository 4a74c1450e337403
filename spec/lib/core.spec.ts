import { runInNewContext } from 'node:vm';
import { describe, expect, it } from 'vitest';
import { builtInExtractors } from '../../lib/extractors/built-in.js';
import { bundleForBrowser } from '../support/bundle.js';

const SWEEP = { Vg: [0, 0.1, 0.2], Id: [1e-9, 2e-6, 8e-6] };

/** What every browser has besides the language itself, and nothing of Node.js. */
const PAGE = { TextEncoder, TextDecoder, performance, SharedArrayBuffer: undefined };

/** Bundles a program, runs it as a page would, and gives what it has assigned to `result`. */
async function runInPage(program: string): Promise<unknown> {
  const { code } = await bundleForBrowser(program, { loader: { '.yaml': 'text' } });
  const page = { ...PAGE, done: undefined as Promise<string> | undefined };
  runInNewContext(code, page);
  return JSON.parse((await page.done) ?? 'null');
}

describe('oect-features/core in a browser', () => {
  it('runs an extractor on a curve', async () => {
    const program = `
      import { gmMax, transferStep } from 'oect-features/core';
      import * as v from 'valibot';
      const params = v.parse(gmMax.params, { direction: 'forward' });
      globalThis.done = Promise.resolve(JSON.stringify(gmMax.extract(transferStep(${JSON.stringify(SWEEP)}), params)));`;
    expect(await runInPage(program)).toBe(6e-5);
  });

  it('runs a whole configuration, one that is built in and one of its own, as far as an Arrow table', async () => {
    const program = `
      import { computeFeatures, defineExtractor, defineFeatures, parseConfiguration, toArrow } from 'oect-features/core';
      import template from 'oect-features/templates/v2_quick_analysis.yaml';
      import * as v from 'valibot';
      const sweep = ${JSON.stringify(SWEEP)};
      const points = defineExtractor({
        name: 'transfer.points', source: 'transfer', description: 'points of the sweep', version: 1, params: v.strictObject({}),
        outputs: () => [{ name: '', shape: [], unit: '', description: 'points' }],
        extract: ({ Vg }) => Vg.fill(Vg.length)[0],
      });
      const configurations = [
        parseConfiguration(template, { file: 'template', name: 'template' }),
        defineFeatures({
          points: { extractor: points },
          gm: { extractor: 'transfer.gm_max' },
          relative: { func: 'lambda gm: gm / gm[0]', input: 'gm' },
        }),
      ];
      const tableOf = (configuration) => toArrow(computeFeatures(configuration, { transfer: [sweep, sweep] }).table);
      globalThis.done = Promise.all(configurations.map(tableOf)).then((tables) => JSON.stringify(tables.map(
        (table) => Object.fromEntries(table.schema.names.map((name) => [name, [...table.getChild(name)].map(Number)])),
      )));`;
    expect(await runInPage(program)).toMatchObject([
      { step_index: [0, 1], gm_max_forward: [6e-5, 6e-5] },
      { step_index: [0, 1], points: [3, 3], gm: [6e-5, 6e-5], relative: [1, 1] },
    ]);
  });

  it('cannot be bundled with what needs Node.js', async () => {
    await expect(bundleForBrowser(`export * from 'oect-features';`)).rejects.toThrow('Could not resolve "node:');
  });
});

describe('a bundle of one extractor', () => {
  it('has nothing in it that the extractor does not need', async () => {
    const { code, inputs } = await bundleForBrowser(
      `import { gmMax } from 'oect-features/core'; globalThis.gmMax = gmMax;`,
      { minify: true },
    );
    const own = inputs.filter((input) => input.includes('/'));
    const others = builtInExtractors.map(({ name }) => name).filter((name) => name !== 'transfer.gm_max');
    expect(own.filter((input) => !/^dist\/lib\/(extractors\/|remember\.js)/.test(input))).toEqual([]);
    expect(inputs.filter((input) => !own.includes(input))).toEqual(['<stdin>', 'valibot']);
    expect(others.filter((name) => code.includes(`"${name}"`))).toEqual([]);
    expect(code.length).toBeLessThan(30_000);
  });
});
