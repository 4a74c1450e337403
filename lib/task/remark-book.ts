import type { Remark } from '../table/remark.js';

/** Gathers remarks cell by cell, one list of steps for each (feature, kind, reason). */
export class RemarkBook {
  readonly #pages = new Map<string, Remark & { readonly steps: number[] }>();

  add(feature: string, kind: Remark['kind'], step: number, reason: string): void {
    const key = keyOf({ feature, kind, reason });
    const page = this.#pages.get(key);
    if (page === undefined) this.#pages.set(key, { feature, kind, reason, steps: [step] });
    else page.steps.push(step);
  }

  remarks(): readonly Remark[] {
    return [...this.#pages.values()];
  }
}

/** The same remarks with one entry for each (feature, kind, reason), in a fixed order, steps ascending. */
export function mergeRemarks(remarks: readonly Remark[]): readonly Remark[] {
  const merged = new Map<string, Remark & { readonly steps: number[] }>();
  for (const remark of remarks) {
    const key = keyOf(remark);
    const known = merged.get(key);
    if (known === undefined) merged.set(key, { ...remark, steps: [...remark.steps] });
    else for (const step of remark.steps) known.steps.push(step);
  }
  for (const { steps } of merged.values()) steps.sort((a, b) => a - b);
  return [...merged.entries()].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, remark]) => remark);
}

function keyOf({ feature, kind, reason }: Pick<Remark, 'feature' | 'kind' | 'reason'>): string {
  return JSON.stringify([feature, kind, reason]);
}
