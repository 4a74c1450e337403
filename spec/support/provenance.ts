import type { Provenance } from '../../lib/table/metadata.js';

/** Of a feature file that nothing was really extracted for. */
export const provenance: Provenance = {
  chip: '#1',
  config: { name: 'v1', version: '1', text: 'µ: 電流\n', hash: 'c0ffee' },
  source: { file: 'x.h5', hash: 'beef' },
  extractors: { 'transfer.gm_max': 'abcd' },
  counts: { values: 1, nulls: 0, failures: 0 },
  programVersion: '0.1.0',
  createdAt: '2025-09-05T14:30:00.000Z',
};
