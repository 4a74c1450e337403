import fc from 'fast-check';
import type { CatalogExperiment, CatalogFeatures, IndexedValue } from '../../lib/catalog/entry.js';

/** Of an experiment what a spec says of it; all else is plausible. */
export interface Sketch {
  readonly file?: string;
  readonly attributes?: Readonly<Record<string, IndexedValue>>;
  readonly workflow?: Readonly<Record<string, IndexedValue>>;
  readonly transfer?: number;
  readonly transient?: number;
  readonly mtimeMs?: number;
  readonly hash?: string;
}

/** An experiment of a catalog that no file stands behind. */
export function experimentOf(sketch: Sketch = {}): CatalogExperiment {
  const {
    file = '/data/#1-1-a-test_1.h5',
    attributes = {},
    workflow = {},
    transfer = 2,
    transient = 3,
    mtimeMs = 0,
  } = sketch;
  return {
    kind: 'experiment',
    file,
    stamp: { inode: 1, size: 1000, mtimeMs },
    attributes: { format_version: '2.0_new_storage', ...attributes },
    workflow,
    steps: { transfer, transient },
    warnings: [],
    ...(sketch.hash !== undefined && { hash: sketch.hash }),
  };
}

/** A feature file of a catalog that no file stands behind. */
export function featuresOf(sketch: Partial<CatalogFeatures> = {}): CatalogFeatures {
  return {
    kind: 'features',
    file: '/features/1.parquet',
    stamp: { inode: 2, size: 100, mtimeMs: 0 },
    config: { name: 'v1', version: '1', hash: 'c0ffee' },
    source: { file: '#1-1-a-test_1.h5', hash: 'beef' },
    extractors: {},
    counts: { values: 1, nulls: 0, failures: 0 },
    createdAt: '2025-09-05T14:30:00.000Z',
    ...sketch,
  };
}

const few = (...values: readonly string[]) => fc.option(fc.constantFrom(...values), { nil: undefined });
const times = few(
  '2025-08-04T10:00:00',
  '2025-08-04',
  '2025-08-05T00:00:00.5Z',
  '2025-08-05T01:00:00+02:00',
  'yesterday',
  '',
);

/** Experiments that have much in common, as those of a laboratory, and leave much unsaid. */
export const experiments: fc.Arbitrary<readonly CatalogExperiment[]> = fc
  .array(
    fc.record({
      attributes: fc.record({
        chip_id: few('#1', '#2', '1', ' #1 ', ''),
        device_number: fc.option(fc.oneof(fc.constantFrom('1', '2', '10'), fc.nat(3)), { nil: undefined }),
        test_id: few('t1', 't2', 'T1'),
        batch_id: few('b1', 'b2'),
        description: few('stability', 'Stability of a gel', 'drift'),
        device_type: few('N-type', 'n', 'P-type', 'P', 'memristor'),
        status: few('completed', 'running'),
        created_at: times,
        completed_at: times,
        completion_percentage: fc.option(fc.oneof(fc.constantFrom('50', 'half', ''), fc.nat(100)), { nil: undefined }),
      }),
      workflow: fc.record({
        workflow_step_1_type: few('loop', 'transfer'),
        workflow_step_1_2_param_topTime: fc.option(fc.oneof(fc.nat(3), fc.constantFrom('2', '2.0', 'long')), {
          nil: undefined,
        }),
        workflow_step_1_2_param_isSweep: fc.option(fc.boolean(), { nil: undefined }),
      }),
      transfer: fc.nat(3),
      transient: fc.nat(3),
    }),
    { maxLength: 12 },
  )
  .map((sketches) =>
    sketches.map(({ attributes, workflow, ...steps }, i) =>
      experimentOf({
        file: `/data/x${i}-test_${i}.h5`,
        attributes: said(attributes),
        workflow: said(workflow),
        ...steps,
      }),
    ),
  );

function said(values: Readonly<Record<string, IndexedValue | undefined>>): Readonly<Record<string, IndexedValue>> {
  const there = Object.entries(values).filter((entry): entry is [string, IndexedValue] => entry[1] !== undefined);
  return Object.fromEntries(there);
}
