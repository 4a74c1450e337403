/**
 * Writes ascending step indices as ranges: 5,000 neighbours take as little room as two.
 *
 * @example
 * ```ts
 * formatSteps([0, 1, 2, 7]); // '0-2,7'
 * ```
 */
export function formatSteps(steps: readonly number[]): string {
  const ranges: string[] = [];
  for (let from = 0; from < steps.length; ) {
    const start = steps[from];
    let to = from;
    while (steps[to + 1] === Number(steps[to]) + 1) to++;
    ranges.push(from === to ? `${start}` : `${start}-${steps[to]}`);
    from = to + 1;
  }
  return ranges.join(',');
}

/** Reads what {@link formatSteps} wrote. */
export function parseSteps(text: string): readonly number[] {
  return rangesIn(text).flatMap(([start, stop]) =>
    Array.from({ length: stop - start + 1 }, (_, index) => start + index),
  );
}

/** How many steps {@link parseSteps} would give. */
export function countSteps(text: string): number {
  return rangesIn(text).reduce((sum, [start, stop]) => sum + Math.max(0, stop - start + 1), 0);
}

/** First and last step of each range. */
function rangesIn(text: string): readonly (readonly [number, number])[] {
  if (text === '') return [];
  return text.split(',').map((range) => {
    const [start = 0, stop = start] = range.split('-').map(Number);
    return [start, stop];
  });
}
