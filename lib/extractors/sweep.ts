import type { TransferStep } from '../experiment/step.js';
import { type Missing, missing, perStep } from './extractor.js';
import { allFinite } from './finite.js';
import { turningPoints } from './turning-points.js';

/**
 * How a sweep is cut into branches. `auto`: where Vg turns round; a one-way sweep is all forward. `midpoint`: after point
 * (n - 1) / 2, rounded down, whatever Vg does.
 */
export type Split = 'auto' | 'midpoint';

/** One way of a sweep. */
export interface Branch {
  readonly direction: 'forward' | 'reverse';
  /** V, `[point]`. */
  readonly Vg: Float64Array;
  /** A, `[point]`, signed. */
  readonly Id: Float64Array;
}

export interface Branches {
  readonly forward: Branch | Missing;
  readonly reverse: Branch | Missing;
  /** What must be known of the way the sweep was cut. */
  readonly note?: string;
}

const cut: Record<Split, (step: TransferStep) => Branches> = {
  auto: perStep((step) => checked(step, cutAtTurns)),
  midpoint: perStep((step) => checked(step, ({ Vg, Id }) => branchesUpTo(Vg, Id, (Vg.length - 1) >> 1, Vg.length))),
};

/** The branches of a sweep: views of its points, the same objects for all features of the step. */
export function branchesOf(step: TransferStep, split: Split): Branches {
  return cut[split](step);
}

function checked(step: TransferStep, split: (step: TransferStep) => Branches): Branches {
  if (step.Vg.length === 0) return without(missing('the step has no points'));
  if (!allFinite(step.Vg) || !allFinite(step.Id)) return without(missing('a point of the step is not a finite number'));
  return split(step);
}

function without(reason: Missing): Branches {
  return { forward: reason, reverse: reason };
}

/**
 * Forward is the sweep up to its first turn, reverse from there to the second. What follows (a sweep 0 -> + -> - -> 0 has
 * three branches) belongs to neither, and the note says so.
 */
function cutAtTurns({ Vg, Id }: TransferStep): Branches {
  const turns = turningPoints(Vg);
  const [first = Vg.length - 1, second] = turns;
  if (second === undefined) return branchesUpTo(Vg, Id, first, Vg.length);
  const note = `Vg turns ${turns.length} times: only its first two branches are used`;
  return { ...branchesUpTo(Vg, Id, first, second + 1), note };
}

/** @param last - index of the last forward point */
function branchesUpTo(Vg: Float64Array, Id: Float64Array, last: number, end: number): Branches {
  const branch = (direction: Branch['direction'], start: number, stop: number): Branch => ({
    direction,
    Vg: Vg.subarray(start, stop),
    Id: Id.subarray(start, stop),
  });
  return {
    forward: branch('forward', 0, last + 1),
    reverse: last + 1 < end ? branch('reverse', last + 1, end) : missing('no reverse branch'),
  };
}
