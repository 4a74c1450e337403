import type { FeatureMetadata } from '../table/metadata.js';
import type { Remark } from '../table/remark.js';
import type { CellDiff } from './diff-column.js';
import type { Sides } from './sides.js';

/** What one file says of cells that differ; of nulls on one side also that it says nothing. */
export interface RemarkGroup {
  readonly side: 'a' | 'b';
  readonly feature: string;
  /** As in {@link Remark}; `unexplained` is a null on this side only, of which the file says nothing. */
  readonly kind: Remark['kind'] | 'unexplained';
  readonly reason: string;
  /** Cells that differ, and their steps, ascending. */
  readonly cells: number;
  readonly steps: readonly number[];
}

interface OpenGroup {
  readonly of: Omit<RemarkGroup, 'cells' | 'steps'>;
  cells: number;
  readonly steps: Set<number>;
}

/** Gathers what two files say of the cells that differ between them. */
export function remarksOf(a: FeatureMetadata | undefined, b: FeatureMetadata | undefined) {
  const known = { a: remarksByStep(a), b: remarksByStep(b) };
  const groups = new Map<string, OpenGroup>();
  const count = (of: OpenGroup['of'], step: number) => {
    const key = JSON.stringify(Object.values(of));
    const group = groups.get(key) ?? { of, cells: 0, steps: new Set() };
    groups.set(key, group);
    group.cells++;
    group.steps.add(step);
  };
  return {
    add(cell: CellDiff, features: Sides<string>): void {
      for (const side of ['a', 'b'] as const) {
        const feature = features[side];
        const remarks = known[side].get(feature)?.get(cell.step) ?? [];
        for (const { kind, reason } of remarks) count({ side, feature, kind, reason }, cell.step);
        if (cell[side] === null && !remarks.some(({ kind }) => kind !== 'note')) {
          count({ side, feature, kind: 'unexplained', reason: 'null, and the file does not say why' }, cell.step);
        }
      }
    },
    list(): readonly RemarkGroup[] {
      return [...groups.values()]
        .map(({ of, cells, steps }) => ({ ...of, cells, steps: [...steps].sort((one, other) => one - other) }))
        .sort((one, other) => other.cells - one.cells);
    },
  };
}

/** Feature, step, remarks. */
function remarksByStep(
  metadata: FeatureMetadata | undefined,
): ReadonlyMap<string, ReadonlyMap<number, readonly Remark[]>> {
  const features = new Map<string, Map<number, Remark[]>>();
  for (const remark of metadata?.remarks ?? []) {
    const steps = features.get(remark.feature) ?? new Map<number, Remark[]>();
    features.set(remark.feature, steps);
    for (const step of remark.steps) steps.set(step, [...(steps.get(step) ?? []), remark]);
  }
  return features;
}
