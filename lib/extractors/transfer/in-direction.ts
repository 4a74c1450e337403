import { type Extracted, isMissing, type Missing, type Value } from '../extractor.js';
import type { Branch, Branches } from '../sweep.js';

export type Direction = 'forward' | 'reverse' | 'both';

/**
 * A value of one branch, or those of both, forward first. Where only one of two branches has a value, the other is NaN
 * and a note says why.
 *
 * @param ofBranch - a number, or as many numbers for each branch
 */
export function inDirection(
  branches: Branches,
  direction: Direction,
  ofBranch: (branch: Branch) => Value | Missing,
): Extracted {
  if (direction !== 'both') return noted(valueIn(branches[direction], ofBranch), branches.note);
  const forward = valueIn(branches.forward, ofBranch);
  const reverse = valueIn(branches.reverse, ofBranch);
  if (isMissing(forward)) {
    if (isMissing(reverse)) return forward;
    return noted([...emptyLike(reverse), ...numbersOf(reverse)], `forward: ${forward.missing}`);
  }
  if (isMissing(reverse)) {
    return noted([...numbersOf(forward), ...emptyLike(forward)], `reverse: ${reverse.missing}`);
  }
  return noted([...numbersOf(forward), ...numbersOf(reverse)], branches.note);
}

function valueIn(branch: Branch | Missing, ofBranch: (branch: Branch) => Value | Missing): Value | Missing {
  return 'missing' in branch ? branch : ofBranch(branch);
}

function noted(value: Value | Missing, note: string | undefined): Extracted {
  return note === undefined || isMissing(value) ? value : { outputs: [value], note };
}

function numbersOf(value: Value): readonly number[] {
  return typeof value === 'number' ? [value] : Array.from(value);
}

function emptyLike(value: Value): readonly number[] {
  return numbersOf(value).map(() => Number.NaN);
}
