/** The middle of several measurements; the machines this runs on are noisy. */
export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = Math.floor(sorted.length / 2);
  return sorted.length % 2 === 1
    ? (sorted[middle] as number)
    : ((sorted[middle - 1] as number) + (sorted[middle] as number)) / 2;
}

/** Rows of a Markdown table, numbers to the right. */
export function markdownTable(header: readonly string[], rows: readonly (readonly (string | number)[])[]): string {
  const cells = [
    header,
    header.map((_, index) => (index === 0 ? '---' : '---:')),
    ...rows.map((row) => row.map(String)),
  ];
  return cells.map((row) => `| ${row.join(' | ')} |`).join('\n');
}
