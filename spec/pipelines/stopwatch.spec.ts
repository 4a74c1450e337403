import { setTimeout as delay } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { stopwatch } from '../../pipelines/stopwatch.js';

describe('stopwatch', () => {
  it('tells what passed by the clock, and what was worked in that time', async () => {
    const time = stopwatch();
    await delay(50);
    const waited = time();
    expect(waited.ms).toBeGreaterThan(45);
    while (time().cpuMs < waited.cpuMs + 30);
    expect(time().ms).toBeGreaterThan(waited.ms);
  });
});
