import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { clipHead } from '../../../lib/experiment/clip-head.js';
import { stepCounts } from '../../../lib/experiment/head.js';
import { planSteps } from '../../../lib/experiment/plan-blocks.js';
import { headOf } from '../../support/graph-arbitraries.js';

describe('clipHead', () => {
  it('has the first steps, and says of them what the whole head says', () => {
    const count = fc.integer({ min: 0, max: 9 });
    fc.assert(
      fc.property(count, count, count, count, (transfer, transient, fewer, less) => {
        const head = headOf({ transfer, transient });
        const clipped = clipHead(head, { transfer: fewer, transient: less });
        const counts = { transfer: Math.min(transfer, fewer), transient: Math.min(transient, less) };
        expect(stepCounts(clipped)).toEqual(counts);
        for (const source of ['transfer', 'transient'] as const) {
          const request = { source, rows: ['Id'], steps: { start: 0, stop: counts[source] } } as const;
          expect(planSteps(clipped, request)).toEqual(planSteps(head, request));
        }
      }),
    );
  });

  it('leaves out what the experiment does not have', () => {
    expect(clipHead(headOf({ transfer: 3 }), { transfer: 2, transient: 2 })).toEqual(headOf({ transfer: 2 }));
  });
});
