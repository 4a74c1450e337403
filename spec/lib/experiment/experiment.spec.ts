import { describe, expect, it, vi } from 'vitest';
import { createExperiment, Lease } from '../../../lib/experiment/experiment.js';
import { headOf } from '../../support/experiments.js';

describe('Lease', () => {
  it('goes from hand to hand, and stays closed once it is', () => {
    const lease = new Lease();
    expect(lease.state).toBe('offered');
    for (const state of ['in-layer', 'offered', 'taken'] as const) {
      lease.pass(state);
      expect(lease.state).toBe(state);
    }
    lease.close();
    lease.pass('offered');
    expect(lease.state).toBe('closed');
  });

  it('tells each listener once that it is closed, at once if it is already', () => {
    const lease = new Lease();
    const [first, twice, removed, late] = [vi.fn(), vi.fn(), vi.fn(), vi.fn()];
    lease.onClose(first);
    lease.onClose(twice);
    lease.onClose(twice);
    lease.onClose(removed)();
    lease.close();
    lease.close();
    lease.onClose(late);
    expect([first, twice, removed, late].map(({ mock }) => mock.calls.length)).toEqual([1, 1, 0, 1]);
  });

  it('is closed by the time its listeners are told', () => {
    const lease = new Lease();
    const seen: string[] = [];
    lease.onClose(() => {
      seen.push(lease.state);
      lease.close();
      lease.onClose(() => seen.push('again'));
    });
    lease.close();
    expect(seen).toEqual(['closed', 'again']);
  });

  it('knows for how long nobody has taken it', () => {
    vi.useFakeTimers();
    try {
      const lease = new Lease();
      vi.advanceTimersByTime(30);
      expect(lease.idleMs).toBe(30);
      lease.pass('in-layer');
      vi.advanceTimersByTime(20);
      expect(lease.idleMs).toBe(0);
      lease.pass('offered');
      vi.advanceTimersByTime(10);
      expect(lease.idleMs).toBe(10);
      lease.close();
      expect(lease.idleMs).toBe(0);
    } finally {
      vi.useRealTimers();
    }
  });
});

describe('createExperiment', () => {
  it('tells the same file opened twice apart', () => {
    const [a, b] = [createExperiment(headOf('same')), createExperiment(headOf('same'))];
    expect(a.file).toBe(b.file);
    expect(a.id).not.toBe(b.id);
    a.close();
    expect([a.lease.state, b.lease.state]).toEqual(['closed', 'offered']);
  });
});
