import { describe, expect, it } from 'vitest';
import { defineFeatures } from '../../lib/config/configuration.js';
import { inlinePool } from '../../lib/pool/inline-pool.js';
import { calibrate, threadsOf } from '../../pipelines/calibrate.js';
import { goldenCases } from '../support/golden.js';

const configuration = defineFeatures({
  gm: { extractor: 'transfer.gm_max' },
  peak: { extractor: 'transient.peak_current' },
});
const prospects = goldenCases().map(({ file }) => ({ file, bytes: 1e5 }));

describe('calibrate', () => {
  it('tells what reading, computing, encoding and fingerprints cost, by work that it has done', async () => {
    await using pool = inlinePool();
    const { pace, encoding, hashMsPerByte, slowdown, bytes, ms } = await calibrate(prospects, configuration, {
      pool,
      mode: 'step',
      format: 'parquet',
      budgetMs: 20,
    });
    expect(pace.perByte.ms).toBeGreaterThan(0);
    expect(pace.perByte.cpuMs).toBeGreaterThan(0);
    expect(encoding.msPerTable + encoding.msPerCell).toBeGreaterThan(0);
    expect(hashMsPerByte).toBeGreaterThan(0);
    expect(slowdown).toBeGreaterThanOrEqual(1);
    expect(bytes).toBeGreaterThan(0);
    expect(ms).toBeGreaterThan(0);
  });

  it('costs nothing to write where nothing is written, nor to compute where there is nothing to read', async () => {
    await using pool = inlinePool();
    const options = { pool, mode: 'experiment', format: 'none', budgetMs: 20 } as const;
    const { encoding, hashMsPerByte, pace, bytes } = await calibrate([], configuration, options);
    expect([encoding, hashMsPerByte, bytes]).toEqual([{ firstMs: 0, msPerTable: 0, msPerCell: 0 }, 0, 0]);
    expect(pace).toEqual({ perByte: { ms: 0, cpuMs: 0 }, warmUp: { ms: 0, cpuMs: 0 } });
  });

  it('stops when it is told to', async () => {
    await using pool = inlinePool();
    const options = { pool, mode: 'step', format: 'none', budgetMs: 20, signal: AbortSignal.abort() } as const;
    await expect(calibrate(prospects, configuration, options)).rejects.toMatchObject({ code: 'aborted' });
  });

  it('counts no more threads than the machine runs at the same time', async () => {
    await using pool = inlinePool();
    expect(threadsOf(pool)).toBe(1);
    expect(threadsOf({ ...pool, size: 1e6 })).toBeLessThan(1e6);
  });
});
