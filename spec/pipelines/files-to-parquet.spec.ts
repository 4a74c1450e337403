import { copyFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { from, lastValueFrom, take, toArray } from 'rxjs';
import { afterAll, describe, expect, it } from 'vitest';
import { defineFeatures } from '../../lib/config/configuration.js';
import { loadConfiguration } from '../../lib/config/load-configuration.js';
import { parseConfiguration } from '../../lib/config/parse-configuration.js';
import { contentOf } from '../../lib/graph/content.js';
import { readFeatureMetadata } from '../../lib/parquet/read-metadata.js';
import { inlinePool } from '../../lib/pool/inline-pool.js';
import { threadPool } from '../../lib/pool/thread-pool.js';
import { toArrow } from '../../lib/table/arrow.js';
import { filesToParquet } from '../../pipelines/files-to-parquet.js';
import { observedPool } from '../../pipelines/observed-pool.js';
import { goodFile, writeBadFile } from '../support/bad-files.js';
import { namesIn, readParquet } from '../support/feature-files.js';
import { goldenCases } from '../support/golden.js';
import { descriptorsOf, tellsDescriptors } from '../support/pools.js';
import { temporaryFolder } from '../support/temporary-folder.js';

const folder = temporaryFolder();
const configuration = await loadConfiguration('v2_transfer_basic');
const golden = goldenCases().map(({ file }) => file);
const threads = threadPool({ size: 2 });
afterAll(() => threads[Symbol.asyncDispose]());

describe('filesToParquet', () => {
  it('writes each experiment and emits it with its path, closed', async () => {
    const directory = join(folder, 'all');
    const urls = golden.map((file) => pathToFileURL(file));
    const written = await lastValueFrom(
      filesToParquet(urls, configuration, { directory, pool: threads }).pipe(toArray()),
    );
    expect(written.map(({ experiment }) => experiment.file).sort()).toEqual([...golden].sort());
    for (const { experiment, output } of written) {
      expect(experiment.lease.state).toBe('closed');
      expect((await readParquet(output)).step_index).toHaveLength(experiment.table.rows);
    }
    expect(namesIn(directory)).toHaveLength(golden.length);
  });

  it.each([
    ['expanded', { at_0: 'V', at_1: 'A', ratio: 'S/A', cycles_1: 'A', twice_1: 'A' }],
    ['lists', { at: ['V', 'A'], ratio: 'S/A', cycles: 'A', twice: 'A' }],
  ] as const)(
    'writes the units of all columns, also of what follows from inputs, with the layout %s',
    async (layout, units) => {
      const definitions = {
        at: { extractor: 'transfer.gm_max_coords' },
        cycles: { extractor: 'transient.cycles', params: { n_cycles: 2 } },
        twice: { func: 'lambda cycles: cycles + cycles', input: 'cycles' },
        gm: { extractor: 'transfer.gm_max' },
        ratio: { func: 'lambda gm, at: gm / at[:, 1]', input: ['gm', 'at'] },
      };
      const directory = join(folder, `units ${layout}`);
      const { experiment, output } = await lastValueFrom(
        filesToParquet(golden.slice(0, 1), defineFeatures(definitions, { layout }), { directory, pool: threads }),
      );
      const { columns } = await readFeatureMetadata(output);
      expect(Object.fromEntries(Object.entries(columns).map(([name, { unit }]) => [name, unit]))).toMatchObject(units);
      const { fields } = (await toArrow(experiment.table)).schema;
      const inArrow = fields.map(({ name, metadata }) => [name, metadata.get('unit')]);
      const asText = (unit: unknown) => (typeof unit === 'string' ? unit : JSON.stringify(unit));
      expect(Object.fromEntries(inArrow)).toMatchObject(
        Object.fromEntries(Object.entries(units).map(([name, unit]) => [name, asText(unit)])),
      );
    },
  );

  it.each(['expanded', 'lists'] as const)(
    'writes what the postprocessing leaves: units, shapes, reasons of nulls, with the layout %s',
    async (layout) => {
      const definitions = {
        gm: { extractor: 'transfer.gm_max', params: { direction: 'both' } },
        cycles: { extractor: 'transient.cycles', params: { n_cycles: 3 } },
        first: { func: 'lambda gm: gm[:, 0]', input: 'gm' },
      };
      const filter = { type: 'filter', target: 'gm', params: { method: 'iqr', threshold: 1e-9 } } as const;
      const mean = { type: 'aggregate', target: 'cycles', params: { method: 'mean' } } as const;
      const normalize = { type: 'normalize', target: 'gm', params: { method: 'minmax' } } as const;
      const done = defineFeatures(definitions, { layout, transforms: [filter], postprocessing: [mean, normalize] });
      const directory = join(folder, `postprocessed ${layout}`);
      const { experiment, output } = await lastValueFrom(
        filesToParquet(golden.slice(-1), done, { directory, pool: threads }),
      );
      const { columns, remarks, counts, config } = await readFeatureMetadata(output);
      const unitsAndShapes = Object.entries(columns).map(([name, { unit, shape }]) => [name, unit, shape]);
      const gm = layout === 'lists' ? [['gm', '', [2]]] : ['gm_0', 'gm_1'].map((name) => [name, '', undefined]);
      expect(unitsAndShapes).toEqual([...gm, ['cycles', 'A', undefined], ['first', 'S', undefined]]);
      expect(columns.cycles?.description).toMatch(/; mean over all its numbers$/);
      expect(remarks.map(({ reason }) => reason)).toContainEqual(
        expect.stringMatching(/^filter \(iqr\): \[0\]: \S+ is not within \S+ and \S+; \[1\]: /),
      );
      expect(counts.values + counts.nulls + counts.failures).toBe(3 * experiment.table.rows);
      expect(counts.nulls).toBeGreaterThan(0);
      // What a func is given is what the extractors found, and that is not normalized.
      const { first } = await readParquet(output);
      expect(first?.every((value) => typeof value === 'number' && value > 0 && value < 0.1)).toBe(true);
      const again = parseConfiguration(config.text, { file: 'c', name: 'c' });
      expect(contentOf(again.graph)).toBe(contentOf(done.graph));
    },
  );

  it('ends in the error of a file that cannot be read, and leaves nothing open', async () => {
    const files = [...golden, writeBadFile(folder, 'flipped in a transfer chunk')];
    const options = { directory: join(folder, 'bad'), pool: threads, maxOpen: files.length };
    await expect(lastValueFrom(filesToParquet(files, configuration, options))).rejects.toMatchObject({
      code: 'data-corrupt',
    });
    if (tellsDescriptors) await expect.poll(() => files.map(descriptorsOf)).toEqual(files.map(() => 0));
  });

  it('goes on when somebody takes the files that cannot be read', async () => {
    const bad = [writeBadFile(folder, 'flipped in a transfer chunk'), writeBadFile(folder, 'truncated')];
    const told: string[] = [];
    const onUnreadable = (_: unknown, file: string) => void told.push(file);
    const options = { directory: join(folder, 'some bad'), pool: threads, onUnreadable };
    const written = await lastValueFrom(filesToParquet([...bad, ...golden], configuration, options).pipe(toArray()));
    expect(written).toHaveLength(golden.length);
    expect(told.sort()).toEqual(bad.sort());
  });

  it('opens no more files when it is unsubscribed from, and closes those that are open', async () => {
    const files = Array.from({ length: 6 }, (_, index) => join(folder, `#7-${index}.h5`));
    for (const file of files) copyFileSync(goodFile(), file);
    const opened: string[] = [];
    const pool = observedPool(inlinePool(), () => {});
    const open = (file: string) => {
      opened.push(file);
      return pool.open(file);
    };
    const directory = join(folder, 'first');
    const [written] = await lastValueFrom(
      filesToParquet(from(files), configuration, { directory, pool: { ...pool, open }, maxOpen: 1 }).pipe(
        take(1),
        toArray(),
      ),
    );
    expect(written?.experiment.file).toBe(files[0]);
    expect(opened).toEqual([files[0]]);
    if (tellsDescriptors) await expect.poll(() => files.map(descriptorsOf)).toEqual(files.map(() => 0));
    expect(namesIn(directory)).toHaveLength(1);
  });
});
