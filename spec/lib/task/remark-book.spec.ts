import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Remark } from '../../../lib/table/remark.js';
import { mergeRemarks, RemarkBook } from '../../../lib/task/remark-book.js';

const kinds = fc.constantFrom<Remark['kind'][]>('null', 'failure', 'note');
const words = fc.constantFrom('a', 'b', 'a null', 'null x', 'x', '');
/** One remark about one step: what the remarks of any block are made of. */
const cells = fc.uniqueArray(fc.record({ feature: words, kind: kinds, reason: words, step: fc.nat(20) }), {
  selector: (cell) => JSON.stringify(cell),
});
type Cell = { feature: string; kind: Remark['kind']; reason: string; step: number };

function book(cells: readonly Cell[]): readonly Remark[] {
  const remarks = new RemarkBook();
  for (const { feature, kind, step, reason } of cells) remarks.add(feature, kind, step, reason);
  return remarks.remarks();
}

const cellsOf = (remarks: readonly Remark[]) =>
  remarks.flatMap(({ steps, ...rest }) => steps.map((step) => JSON.stringify({ ...rest, step }))).sort();
const sorted = (cells: readonly Cell[]) =>
  cells.map(({ feature, kind, reason, step }) => JSON.stringify({ feature, kind, reason, step })).sort();

describe('RemarkBook', () => {
  it('has one remark for each feature, kind and reason, however alike they look side by side', () => {
    fc.assert(
      fc.property(cells, (cells) => {
        const remarks = book(cells);
        expect(new Set(remarks.map(({ feature, kind, reason }) => JSON.stringify([feature, kind, reason]))).size).toBe(
          remarks.length,
        );
        expect(cellsOf(remarks)).toEqual(sorted(cells));
      }),
    );
  });
});

describe('mergeRemarks', () => {
  it('gives the same for the same cells, whatever blocks they came in and in which order', () => {
    const shuffled = cells.chain((cells) =>
      fc.tuple(fc.constant(cells), fc.shuffledSubarray(cells, { minLength: cells.length }), fc.nat(cells.length)),
    );
    fc.assert(
      fc.property(shuffled, ([cells, other, cut]) => {
        const merged = mergeRemarks([...book(other.slice(cut)), ...book(other.slice(0, cut))]);
        expect(merged).toEqual(mergeRemarks(book(cells)));
        expect(cellsOf(merged)).toEqual(sorted(cells));
        for (const { steps } of merged) expect(steps).toEqual([...steps].sort((a, b) => a - b));
      }),
    );
  });

  it('leaves what it is given as it is', () => {
    const remarks: readonly Remark[] = [
      { feature: 'f', kind: 'null', reason: 'r', steps: Object.freeze([3]) },
      { feature: 'f', kind: 'null', reason: 'r', steps: Object.freeze([1]) },
    ];
    expect(mergeRemarks(remarks)).toEqual([{ feature: 'f', kind: 'null', reason: 'r', steps: [1, 3] }]);
    expect(remarks.map(({ steps }) => steps)).toEqual([[3], [1]]);
  });

  it('takes as many steps as an experiment has', () => {
    const steps = Array.from({ length: 300_000 }, (_, step) => step);
    expect(
      mergeRemarks([
        { feature: 'f', kind: 'null', reason: 'r', steps },
        { feature: 'f', kind: 'null', reason: 'r', steps: [300_000] },
      ])[0]?.steps,
    ).toHaveLength(300_001);
  });
});
