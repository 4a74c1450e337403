import { describe, expect, it } from 'vitest';
import { defineFeatures } from '../../../lib/config/configuration.js';
import { withColumns } from '../../../lib/table/computed.js';
import { completeExperiment } from '../../../lib/task/complete-experiment.js';
import { experimentOf } from '../../support/block-arbitraries.js';

describe('completeExperiment', () => {
  it('keeps the experiment with its lease, and gives it a table with a row for each of its steps', () => {
    const opened = experimentOf({ transfer: 3, transient: 2 });
    const peaks = { shape: [2], values: Float64Array.of(7, 8) } as const;
    const configuration = defineFeatures({ peak: { extractor: 'transient.peak_current' } });
    const completed = completeExperiment(withColumns(opened, [['peak', peaks]], []), configuration);
    expect(completed).toMatchObject({ id: opened.id, configuration, counts: { values: 2, nulls: 1, failures: 0 } });
    expect(completed.table.rows).toBe(3);
    expect(completed.lease).toBe(opened.lease);
  });
});
