import fc from 'fast-check';

/** Random numbers that are the same in every run: uniform in 0 .. 1, and normal. */
export function randomNumbers(seed: number): { uniform(): number; normal(): number } {
  let state = seed >>> 0;
  const uniform = () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return (state + 0.5) / 2 ** 32;
  };
  return { uniform, normal: () => Math.sqrt(-2 * Math.log(uniform())) * Math.cos(2 * Math.PI * uniform()) };
}

const KINDS = [
  'exponential',
  'two exponentials',
  'growth',
  'noise',
  'walk',
  'sine',
  'pulses',
  'steps',
  'spike',
  'offset',
] as const;

/** Currents of every kind that a window may hold, physical and not. */
export function currents(length: number, kind: (typeof KINDS)[number], seed: number): Float64Array {
  const { uniform, normal } = randomNumbers(seed);
  const tau = length * 0.01 * 1000 ** uniform();
  const other = length * 0.01 * 1000 ** uniform();
  const noise = 10 ** (-1 - 6 * uniform());
  const sign = uniform() < 0.5 ? -1 : 1;
  const period = Math.max(8, Math.round(length * (0.2 + uniform())));
  let level = 0;
  return Float64Array.from({ length }, (_, i) => {
    switch (kind) {
      case 'exponential':
        return sign * Math.exp(-i / tau) + noise * normal();
      case 'two exponentials':
        return sign * Math.exp(-i / tau) - Math.exp(-i / other) + noise * normal();
      case 'growth':
        return sign * Math.exp((i - length) / tau) + noise * normal();
      case 'noise':
        return normal();
      case 'walk':
        level += normal();
        return level;
      case 'sine':
        return Math.sin(i / tau + other) + noise * normal();
      case 'pulses': {
        const isOn = i % period < period / 2;
        level += ((isOn ? sign : 0) - level) * (1 - Math.exp(-1 / (isOn ? tau : other)));
        return level + noise * normal();
      }
      case 'steps':
        return Math.floor((4 * i) / length + uniform());
      case 'spike':
        return noise * normal() + (i === Math.floor(uniform() * length) ? 1 : 0);
      case 'offset':
        return 1e3 + 1e-3 * (Math.exp(-i / tau) + noise * normal());
    }
  });
}

/** As an arbitrary: kind and seed, so that a counterexample is short. */
export function anyCurrents(length: number): fc.Arbitrary<Float64Array> {
  return fc
    .tuple(fc.constantFrom(...KINDS), fc.integer({ min: 1, max: 1e6 }))
    .map(([kind, seed]) => currents(length, kind, seed));
}
