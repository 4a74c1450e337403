import { describe, expect, it } from 'vitest';
import { standardErrorOfTau } from '../../../../lib/extractors/fit/standard-error.js';
import { fitWindow } from '../../../../lib/extractors/fit/window-fit.js';
import { randomNumbers } from './currents.js';
import { traceWith } from './traces.js';

/** Deviations of tau from the truth in standard errors, over many windows with noise of their own. */
function deviations(size: number, tau: number, spacing: 'even' | 'uneven', noise: number): number[] {
  const { normal } = randomNumbers(size + tau);
  const values: number[] = [];
  for (let run = 0; run < 600; run++) {
    const { time } = traceWith(new Float64Array(size), spacing);
    const current = time.map((t) => 3 - 2 * Math.exp(-t / (1e-3 * tau)) + noise * normal());
    const trace = { ...traceWith(current, spacing) };
    const fit = fitWindow(trace, 0, size, 'rise');
    if (fit !== undefined) values.push((fit.tau - 1e-3 * tau) / standardErrorOfTau(trace, fit));
  }
  return values;
}

describe('standardErrorOfTau', () => {
  it.each([
    { size: 40, tau: 12, spacing: 'even' as const, noise: 0.005 },
    { size: 25, tau: 8, spacing: 'uneven' as const, noise: 0.003 },
    { size: 90, tau: 30, spacing: 'even' as const, noise: 0.02 },
    { size: 150, tau: 30, spacing: 'even' as const, noise: 0.02 },
  ])('has the truth within two of it in 95 of 100 windows of $size samples ($spacing)', (window) => {
    const values = deviations(window.size, window.tau, window.spacing, window.noise);
    const within = values.filter((value) => Math.abs(value) < 2).length / values.length;
    const scatter = Math.sqrt(values.reduce((sum, value) => sum + value ** 2, 0) / values.length);
    expect(values.length).toBe(600);
    expect(within).toBeGreaterThan(0.92);
    expect(within).toBeLessThan(0.98);
    expect(scatter).toBeGreaterThan(0.85);
    expect(scatter).toBeLessThan(1.15);
  });

  it('grows with the noise and scales with time', () => {
    const { normal } = randomNumbers(4);
    const noise = Float64Array.from({ length: 40 }, normal);
    const trace = (level: number) => traceWith(noise.map((value, i) => Math.exp(-i / 9) + level * value));
    const errors = [1e-3, 3e-3, 3e-2].map((level) => {
      const fit = fitWindow(trace(level), 0, 40, 'decay');
      return fit && standardErrorOfTau(trace(level), fit);
    });
    expect((errors[2] ?? 0) / (errors[1] ?? 1)).toBeCloseTo(10, -0.5);
    const slow = { ...trace(3e-3), time: trace(3e-3).time.map((t) => 8 * t), interval: 8 * trace(3e-3).interval };
    const fit = fitWindow(slow, 0, 40, 'decay');
    expect(fit && standardErrorOfTau(slow, fit)).toBe(8 * (errors[1] ?? 0));
  });
});
