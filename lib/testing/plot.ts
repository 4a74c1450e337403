const WIDTH = 56;
const HEIGHT = 9;

/** Names of the axes, with their units: `Vg (V)`. */
export interface AxisNames {
  readonly x: string;
  readonly y: string;
}

/**
 * Points as text: a frame of 56 by 9 characters with a `*` wherever at least one of them is, and the ends of both axes.
 * Points that are not finite are not shown, and counted below.
 *
 * @param x - `[point]`
 * @param y - `[point]`
 */
export function plot(x: Float64Array, y: Float64Array, names: AxisNames): string {
  const shown = Array.from(x.keys()).filter((i) => Number.isFinite(x[i]) && Number.isFinite(y[i]));
  const [left, right] = extent(shown.map((i) => x[i]));
  const [bottom, top] = extent(shown.map((i) => y[i]));
  const height = bottom === top ? 1 : HEIGHT;
  const rows = Array.from({ length: height }, () => new Array<string>(WIDTH).fill(' '));
  for (const i of shown) {
    const row = rows[height - 1 - position(y[i], bottom, top, height)];
    if (row !== undefined) row[position(x[i], left, right, WIDTH)] = '*';
  }
  const labels = rows.map((_, line) => (line === 0 ? short(top) : line === height - 1 ? short(bottom) : ''));
  const margin = Math.max(...labels.map(({ length }) => length), names.y.length);
  const lost = x.length - shown.length;
  return [
    `  ${names.y.padStart(margin)}`,
    ...rows.map((row, line) => `  ${(labels[line] ?? '').padStart(margin)} |${row.join('')}`.trimEnd()),
    `  ${' '.repeat(margin)} +${'-'.repeat(WIDTH)}`,
    `  ${' '.repeat(margin)}  ${short(left)}${short(right).padStart(WIDTH - short(left).length)}  ${names.x}`,
    ...(lost === 0 ? [] : [`  ${lost} of ${x.length} points are not finite`]),
  ].join('\n');
}

function extent(values: readonly number[]): readonly [least: number, largest: number] {
  if (values.length === 0) return [0, 0];
  return [values.reduce((a, b) => Math.min(a, b)), values.reduce((a, b) => Math.max(a, b))];
}

/** In which of `cells` a value lies; halved first, since the range of two huge numbers may be none. */
function position(value: number, low: number, high: number, cells: number): number {
  const range = high / 2 - low / 2;
  return range > 0 ? Math.round(((value / 2 - low / 2) / range) * (cells - 1)) : cells >> 1;
}

function short(value: number): string {
  return String(Number(value.toPrecision(4)));
}
