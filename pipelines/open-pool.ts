import type { MemoryPlan } from '../lib/memory/memory-plan.js';
import type { StepPool } from '../lib/pool/step-pool.js';
import type { ThreadPoolOptions } from '../lib/pool/thread-pool.js';

/**
 * A pool of so many threads, which keeps to a plan of memory; of none if all work is to be done in this one.
 *
 * Only what it needs is loaded.
 */
export async function openPool(
  workers: number,
  { blockBytes, stepBytes }: MemoryPlan,
  options: Pick<ThreadPoolOptions, 'timeoutMs' | 'startNow'> = {},
): Promise<StepPool> {
  if (workers === 0) return (await import('../lib/pool/inline-pool.js')).inlinePool({ blockBytes, stepBytes });
  return (await import('../lib/pool/thread-pool.js')).threadPool({ ...options, size: workers, blockBytes, stepBytes });
}
