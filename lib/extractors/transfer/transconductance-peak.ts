import { type Missing, perStep } from '../extractor.js';
import type { Branch } from '../sweep.js';
import { type EqualVg, type SteepestPoint, steepestPoint } from './steepest-point.js';

const peak: Record<EqualVg, (branch: Branch) => SteepestPoint | Missing> = {
  merge: perStep((branch) => steepestPoint(branch, branch.Id, 'merge', Math.abs)),
  replace: perStep((branch) => steepestPoint(branch, branch.Id, 'replace', Math.abs)),
};

/** Where |dId/dVg|, the transconductance, is largest in a branch; `slope` is dId/dVg there, signed, in S. */
export function transconductancePeak(branch: Branch, equalVg: EqualVg): SteepestPoint | Missing {
  return peak[equalVg](branch);
}
