import { describe, expect, it } from 'vitest';
import { Catalog } from '../../../lib/catalog/catalog.js';
import { DEFAULT_SETTINGS } from '../../../lib/catalog/settings.js';
import { catalogStats } from '../../../lib/catalog/stats.js';
import { experimentOf, featuresOf } from '../../support/catalog-entries.js';

describe('catalogStats', () => {
  it('sums up by chip, by day and by configuration', () => {
    const on = (chip_id: string, test_id: string, created_at: string) => ({ chip_id, test_id, created_at });
    const experiments = [
      experimentOf({ file: '/1', attributes: on('#10', 'a', '2025-08-04T10:00:00'), transfer: 1, hash: 'h1' }),
      experimentOf({ file: '/2', attributes: on('#2', 'b', '2025-08-04T23:00:00+09:00'), transfer: 2, hash: 'h2' }),
      experimentOf({ file: '/3', attributes: on('#10', 'c', 'some day'), transient: 0 }),
      experimentOf({ file: '/4', hash: 'h4' }),
    ];
    const made = (
      file: string,
      hash: string,
      config: { name: string; version: string; hash: string },
      createdAt = '2025',
    ) => featuresOf({ file, source: { file: 'x', hash }, config, createdAt });
    const basic = { name: 'basic', version: '1', hash: 'c1' };
    const features = [
      made('/f1', 'h1', basic),
      made('/f2', 'h1', basic),
      made('/f3', 'h2', { ...basic, version: '2' }, '2026'),
      made('/f4', 'gone', { name: 'a', version: '1', hash: 'c2' }),
    ];
    const settings = { ...DEFAULT_SETTINGS, roots: ['/'] };
    const catalog = new Catalog(settings, '/index.json', { settings, entries: [...experiments, ...features] });
    expect(catalogStats(catalog)).toEqual({
      experiments: 4,
      transfer_steps: 7,
      transient_steps: 9,
      bytes: 4000,
      feature_files: 4,
      feature_bytes: 400,
      damaged: 0,
      chips: [
        { chip_id: '#2', experiments: 1, transfer_steps: 2, transient_steps: 3, bytes: 1000 },
        { chip_id: '#10', experiments: 2, transfer_steps: 3, transient_steps: 3, bytes: 2000 },
        { experiments: 1, transfer_steps: 2, transient_steps: 3, bytes: 1000 },
      ],
      days: [
        { day: '2025-08-04', experiments: 2, transfer_steps: 3, transient_steps: 6, bytes: 2000 },
        { experiments: 2, transfer_steps: 4, transient_steps: 3, bytes: 2000 },
      ],
      coverage: [
        { config: 'basic', version: '2', hash: 'c1', experiments: 2, files: 3, bytes: 300 },
        { config: 'a', version: '1', hash: 'c2', experiments: 0, files: 1, bytes: 100 },
      ],
    });
  });
});
