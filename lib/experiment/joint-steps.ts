import type { JointStep, Step } from './step.js';

/**
 * The steps of each index together, for extractors of one source or of several; an index at which a source has none is left
 * out.
 *
 * @param rows - of each source its steps, in the order of their indices, beginning with the same
 */
export function jointSteps(rows: readonly (readonly Step[])[]): readonly JointStep[] {
  const [first = []] = rows;
  const count = Math.min(...rows.map(({ length }) => length));
  return first.slice(0, count).map(({ index }, position) => {
    const joint: Record<string, unknown> = { index };
    for (const steps of rows) {
      const step = steps[position] as Step;
      joint[step.kind] = step;
    }
    return joint as unknown as JointStep;
  });
}
