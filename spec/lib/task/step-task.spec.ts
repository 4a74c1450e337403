import { describe, expect, it } from 'vitest';
import { cellCount } from '../../../lib/task/step-task.js';

describe('cellCount', () => {
  it('counts the pairs of a feature and a step', () => {
    expect(cellCount(['a', 'b', 'c'], { start: 5, stop: 9 })).toBe(12);
    expect(cellCount([], { start: 0, stop: 9 })).toBe(0);
    expect(cellCount(['a'], { start: 4, stop: 4 })).toBe(0);
  });
});
