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

/** Behind this share of the time, work has about the pace that it keeps: V8 goes on compiling code for a second. */
const WARM_AFTER = 0.75;

/** How fast work went: the pace of its last quarter, and what the time before took longer than it would at that pace. */
export function paceOf(progress: readonly Progress[]): Pace {
  const end = progress.at(-1) ?? NOTHING;
  const last = progress.findIndex(({ ms }) => ms >= WARM_AFTER * end.ms);
  // Where only one thing was done, or all at last, that is the pace.
  const warm = (last === progress.length - 1 ? undefined : progress[last]) ?? NOTHING;
  const before = warm === NOTHING ? 0 : bytesOf(progress.slice(0, last + 1));
  const behind = Math.max(1, bytesOf(progress) - before);
  const paceIn = (time: keyof Elapsed) => (end[time] - warm[time]) / behind;
  const perByte = { ms: paceIn('ms'), cpuMs: paceIn('cpuMs') };
  const extraIn = (time: keyof Elapsed) => Math.max(0, warm[time] - perByte[time] * before);
  return { perByte, warmUp: { ms: extraIn('ms'), cpuMs: extraIn('cpuMs') } };
}

const NOTHING: Elapsed = { ms: 0, cpuMs: 0 };

function bytesOf(progress: readonly Progress[]): number {
  return progress.reduce((sum, { bytes }) => sum + bytes, 0);
}
