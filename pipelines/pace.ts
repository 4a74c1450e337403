/** Something that was done: how much, when it was done, and what all had taken until then. */
export interface Progress extends Elapsed {
  readonly bytes: number;
}

/** Since the beginning. */
export interface Elapsed {
  readonly ms: number;
  /** Of all threads together, waiting not counted. */
  readonly cpuMs: number;
}

/** How fast work goes. */
export interface Pace {
  /** Of each byte, once all is warm. */
  readonly perByte: Elapsed;
  /** What the beginning takes longer: code is compiled, files are met for the first time. */
  readonly warmUp: Elapsed;
}

/** How fast work went: the pace of its second half, and what the first one took longer than it would at that pace. */
export function paceOf(progress: readonly Progress[]): Pace {
  const end = progress.at(-1) ?? NOTHING;
  const half = progress.findIndex(({ ms }) => ms >= end.ms / 2);
  // Where only one thing was done, or all at last, that is the pace.
  const middle = (half === progress.length - 1 ? undefined : progress[half]) ?? NOTHING;
  const before = middle === NOTHING ? 0 : bytesOf(progress.slice(0, half + 1));
  const behind = Math.max(1, bytesOf(progress) - before);
  const paceIn = (time: keyof Elapsed) => (end[time] - middle[time]) / behind;
  const perByte = { ms: paceIn('ms'), cpuMs: paceIn('cpuMs') };
  const extraIn = (time: keyof Elapsed) => Math.max(0, middle[time] - perByte[time] * before);
  return { perByte, warmUp: { ms: extraIn('ms'), cpuMs: extraIn('cpuMs') } };
}

const NOTHING: Elapsed = { ms: 0, cpuMs: 0 };

function bytesOf(progress: readonly Progress[]): number {
  return progress.reduce((sum, { bytes }) => sum + bytes, 0);
}
