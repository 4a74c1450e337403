import { describe, expect, it } from 'vitest';
import { reasonsForNothing } from '../../../lib/catalog/nothing-found.js';
import type { CatalogQuery } from '../../../lib/catalog/query.js';
import { readQuery } from '../../../lib/catalog/read-query.js';
import { experimentOf } from '../../support/catalog-entries.js';

const experiments = [
  experimentOf({
    attributes: { chip_id: '#20250804008', status: 'completed' },
    workflow: { workflow_step_1_type: 'loop' },
  }),
  experimentOf({
    attributes: { chip_id: '#20250804009', status: 'running' },
    workflow: { workflow_step_1_type: 'transfer' },
  }),
];

const reasons = (query: CatalogQuery, all = experiments) => reasonsForNothing(query, readQuery(query, new Set()), all);

describe('reasonsForNothing', () => {
  it('names the nearest value that there is', () => {
    expect(reasons({ chip_id: '20250804008' })).toEqual([
      'no experiment has chip_id "20250804008"; did you mean "#20250804008"?',
    ]);
    expect(reasons({ workflow_step_1_type: 'lop', status: 'done' })).toEqual([
      'no experiment has workflow_step_1_type "lop"; did you mean "loop"?',
      'no experiment has status "done"; known: completed, running',
    ]);
  });

  it('names a condition of which there is no nearest value', () => {
    expect(reasons({ min_steps: 1000, chip_id: ['#1', '#2'] })).toEqual([
      'no experiment has min_steps 1000',
      'no experiment has chip_id ["#1","#2"]',
    ]);
  });

  it('has nothing to say where only all conditions together are not met', () => {
    expect(reasons({ chip_id: '#20250804008', status: 'running' })).toEqual([]);
  });

  it('says that there are no experiments', () => {
    expect(reasons({ chip_id: '#1' }, [])).toEqual(['the catalog has no experiments']);
  });
});
