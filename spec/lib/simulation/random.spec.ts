import { describe, expect, it } from 'vitest';
import { randomFrom } from '../../../lib/simulation/random.js';

function normals(count: number, ...seed: number[]): number[] {
  const random = randomFrom(...seed);
  return Array.from({ length: count }, () => random.normal());
}

// Computed by another implementation, written in Python from the published algorithms.
const NORMALS = [0.5900050063864934, 0.1715920407503529, 0.6826466956002524, 0.4274054362906702];
const INTEGERS = [97, 27, 14, 14, 81, 29, 59, 97];

describe('randomFrom', () => {
  it('gives these numbers, on every machine', () => {
    expect(normals(4, 7, 1, 0, 2)).toEqual(NORMALS);
    const random = randomFrom(7);
    expect(Array.from({ length: 8 }, () => random.integer(100))).toEqual(INTEGERS);
  });

  it('gives the same numbers for the same seed', () => {
    expect(normals(100, 3, 4)).toEqual(normals(100, 3, 4));
  });

  it.each([
    [[1], [2]],
    [
      [1, 2],
      [2, 1],
    ],
    [[1], [1, 0]],
    [[0], []],
    [[1], [2 ** 31 + 1]],
  ])('gives other numbers for %j than for %j', (left, right) => {
    const common = new Set(normals(1000, ...left));
    expect(normals(1000, ...right).filter((value) => common.has(value))).toEqual([]);
  });

  it('has normal numbers of mean 0, variance 1, no skew and kurtosis 3', () => {
    const values = normals(200_000, 11);
    const moment = (power: number) => values.reduce((sum, value) => sum + value ** power, 0) / values.length;
    expect(Math.abs(moment(1))).toBeLessThan(0.01);
    expect(Math.abs(moment(2) - 1)).toBeLessThan(0.015);
    expect(Math.abs(moment(3))).toBeLessThan(0.04);
    expect(Math.abs(moment(4) - 3)).toBeLessThan(0.1);
  });

  it('has no correlation between neighbours, nor between the first numbers of neighbouring seeds', () => {
    const correlation = (x: number[], y: number[]) => x.reduce((sum, a, i) => sum + a * (y[i] ?? 0), 0) / x.length;
    const values = normals(100_001, 5);
    const firsts = Array.from({ length: 20_001 }, (_, seed) => randomFrom(7, seed).normal());
    expect(Math.abs(correlation(values.slice(1), values.slice(0, -1)))).toBeLessThan(0.015);
    expect(Math.abs(correlation(firsts.slice(1), firsts.slice(0, -1)))).toBeLessThan(0.03);
  });

  it('has whole numbers below the bound, each equally often', () => {
    const random = randomFrom(2);
    const counts = [0, 0, 0, 0, 0];
    for (let i = 0; i < 50_000; i++) {
      const value = random.integer(5);
      counts[value] = (counts[value] ?? Number.NaN) + 1;
    }
    expect(counts).toHaveLength(5);
    for (const count of counts) expect(Math.abs(count - 10_000)).toBeLessThan(500);
  });
});
