import { createHash } from 'node:crypto';
import { resolve } from 'node:path';
import { describe, expect, it } from 'vitest';
import { defineFeatures } from '../../../lib/config/configuration.js';
import { contentOf } from '../../../lib/graph/content.js';
import { withColumns } from '../../../lib/table/computed.js';
import { completeExperiment } from '../../../lib/task/complete-experiment.js';
import { featureFileJob } from '../../../lib/task/feature-file-job.js';
import { experimentOf } from '../../support/block-arbitraries.js';

const configuration = defineFeatures(
  { gm: { extractor: 'transfer.gm_max' }, same: { func: ({ values }) => values, input: 'gm' } },
  { name: 'mine', version: '2' },
);
const column = { shape: [1], values: Float64Array.of(1) } as const;
const opened = experimentOf({ transfer: 1 });
const completed = completeExperiment(
  withColumns(
    opened,
    [
      ['gm', column],
      ['same', column],
    ],
    [],
  ),
  configuration,
);

const place = { directory: 'out', format: 'parquet', sourceHash: 'abc' } as const;

describe('featureFileJob', () => {
  it('has all that a thread needs to write the file, as plain data', () => {
    const before = Date.now();
    const job = featureFileJob(completed, place);
    const hash = createHash('sha256').update(contentOf(configuration.graph)).digest('hex');
    expect(structuredClone(job)).toEqual(job);
    expect(job).toMatchObject({
      table: completed.table,
      counts: completed.counts,
      directory: resolve('out'),
      format: 'parquet',
      source: completed.file,
      sourceHash: 'abc',
      identity: { chip: 'c', device: '1', test: 'test_1' },
      configuration: { name: 'mine', version: '2', text: configuration.text, hash },
    });
    expect(job.createdAt.getTime()).toBeGreaterThanOrEqual(before);
    expect(job.createdAt.getTime()).toBeLessThanOrEqual(Date.now());
  });

  it('names the extractors by name, version and module; functions are in the content', () => {
    expect(featureFileJob(completed, place).extractors).toEqual([
      { name: 'transfer.gm_max', version: expect.any(Number) },
    ]);
    const features = configuration.graph.features.map((feature) => ({ ...feature, module: 'file:///mine.js' }));
    const loaded = { ...completed, configuration: { ...configuration, graph: { ...configuration.graph, features } } };
    expect(featureFileJob(loaded, place).extractors).toMatchObject([{ module: 'file:///mine.js' }]);
  });

  it('offers another run only columns that are in the table as they were extracted', () => {
    const columnsOf = (graph: typeof configuration.graph) =>
      Object.keys(
        featureFileJob({ ...completed, configuration: { ...configuration, graph } }, place).reuse?.columns ?? {},
      );
    expect(columnsOf(configuration.graph)).toEqual(['gm']);
    const definitions = { gm: { extractor: 'transfer.gm_max' }, von: { extractor: 'transfer.Von' } };
    const transforming = (target: string) =>
      defineFeatures(definitions, { postprocessing: [{ type: 'normalize', target, params: { method: 'l2' } }] }).graph;
    expect(columnsOf(transforming('gm'))).toEqual([]);
    expect(columnsOf(transforming('von'))).toEqual(['gm']);
  });

  it('leaves out of the identity what the file does not say', () => {
    const anonymous = { ...completed, head: { ...completed.head, attributes: { chip_id: ' ' } } };
    expect(featureFileJob(anonymous, place).identity).toEqual({});
  });
});
