import type { TransferStep } from '../../../../lib/experiment/step.js';

/** The definitions of the transfer features written down a second time, point by point and without regard to speed. */
export interface Point {
  readonly Vg: number;
  readonly Id: number;
}

export function pointsOf({ Vg, Id }: Pick<TransferStep, 'Vg' | 'Id'>): Point[] {
  return Array.from(Vg, (V, i) => ({ Vg: V, Id: Id[i] as number }));
}

/** Forward: points 0 to (n - 1) / 2 rounded down, inclusive; reverse: the rest. */
export function halves(points: readonly Point[]): { forward: Point[]; reverse: Point[] } {
  const last = Math.floor((points.length - 1) / 2);
  return { forward: points.slice(0, last + 1), reverse: points.slice(last + 1) };
}

const mean = (numbers: readonly number[]): number => numbers.reduce((sum, number) => sum + number, 0) / numbers.length;

/** Where the slope of f(Id), as `rank` sees it, is largest: first one of equals. Undefined if there is no such point. */
export function steepest(
  branch: readonly Point[],
  equalVg: 'merge' | 'replace',
  f: (Id: number) => number,
  rank: (slope: number) => number,
): (Point & { readonly slope: number }) | undefined {
  const groups: Point[][] = [];
  for (const point of branch) {
    const group = groups.at(-1);
    if (equalVg === 'merge' && group?.[0]?.Vg === point.Vg) group.push(point);
    else groups.push([point]);
  }
  if (groups.length < 2) return undefined;
  if (equalVg === 'merge' && new Set(branch.map(({ Id }) => f(Id))).size === 1) return undefined;
  const merged = groups.map((group) => ({
    Vg: (group[0] as Point).Vg,
    Id: mean(group.map(({ Id }) => Id)),
    y: mean(group.map(({ Id }) => f(Id))),
  }));
  const quotients = merged.slice(1).map((right, i) => {
    const left = merged[i] as (typeof merged)[number];
    const dV = right.Vg - left.Vg;
    return (right.y - left.y) / (Math.abs(dV) < 1e-12 ? 1e-12 : dV);
  });
  const sloped = merged.map((point, i) => ({ ...point, slope: mean(quotients.slice(Math.max(i - 1, 0), i + 1)) }));
  const largest = Math.max(...sloped.map(({ slope }) => rank(slope)));
  return sloped.find(({ slope }) => rank(slope) === largest);
}

export const transconductance = (branch: readonly Point[], equalVg: 'merge' | 'replace') =>
  steepest(branch, equalVg, (Id) => Id, Math.abs);

export const turnOn = (branch: readonly Point[], deviceType: 'N' | 'P', equalVg: 'merge' | 'replace') =>
  steepest(
    branch,
    equalVg,
    (Id) => Math.log10(Math.max(Math.abs(Id), 1e-12)),
    (slope) => (deviceType === 'N' ? slope : -slope),
  );
