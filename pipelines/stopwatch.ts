import type { Elapsed } from './pace.js';

/** Time since it was called: by the clock, and of all threads of this process together. */
export function stopwatch(): () => Elapsed {
  const started = performance.now();
  const before = process.cpuUsage();
  return () => {
    const { user, system } = process.cpuUsage(before);
    return { ms: performance.now() - started, cpuMs: (user + system) / 1000 };
  };
}
