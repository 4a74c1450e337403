import type { Remark } from '../table/remark.js';

type Page = Remark & { readonly steps: number[] };

/** Gathers remarks cell by cell, one list of steps for each (feature, kind, reason). */
export class RemarkBook {
  /** By feature, kind and reason, one within the other: a key of all three would be a new text for every cell. */
  readonly #pages = new Map<string, Map<Remark['kind'], Map<string, Page>>>();

  add(feature: string, kind: Remark['kind'], step: number, reason: string): void {
    const pages = entry(entry(this.#pages, feature, newMap), kind, newMap);
    const page = pages.get(reason);
    if (page === undefined) pages.set(reason, { feature, kind, reason, steps: [step] });
    else page.steps.push(step);
  }

  remarks(): readonly Remark[] {
    return [...this.#pages.values()].flatMap((ofFeature) =>
      [...ofFeature.values()].flatMap((ofKind) => [...ofKind.values()]),
    );
  }
}

const newMap = () => new Map();

/** The value of a key; made if there is none. */
function entry<K, V>(map: Map<K, V>, key: K, make: () => V): V {
  const known = map.get(key);
  if (known !== undefined) return known;
  const made = make();
  map.set(key, made);
  return made;
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
