import { describe, expect, it } from 'vitest';
import { createExperiment } from '../../../lib/experiment/experiment.js';
import { withColumns } from '../../../lib/table/computed.js';
import { headOf } from '../../support/experiments.js';

describe('withColumns', () => {
  const column = { shape: [1], values: Float64Array.of(1) } as const;
  const remark = { feature: 'gm', kind: 'note', reason: 'so', steps: [0] } as const;

  it('gives a richer experiment that closes with the one it was made of, which stays as it is', () => {
    const before = createExperiment(headOf('a'));
    const after = withColumns(before, [['gm', column]], [remark]);
    expect(before.columns.size).toBe(0);
    expect(before.remarks).toEqual([]);
    expect([...after.columns]).toEqual([['gm', column]]);
    expect(after.remarks).toEqual([remark]);
    after.close();
    expect(before.lease.state).toBe('closed');
  });
});
