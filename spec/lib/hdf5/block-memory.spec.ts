import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { stepCounts } from '../../../lib/experiment/head.js';
import { planBlocks } from '../../../lib/experiment/plan-blocks.js';
import { readHead } from '../../../lib/experiment/read-head.js';
import { openStepReader } from '../../../lib/experiment/step-reader.js';
import { BlockMemory } from '../../../lib/hdf5/block-memory.js';
import { goodFile } from '../../support/bad-files.js';

/** Lengths of the arrays that are taken for one block after the other. */
const blocks = fc.array(fc.array(fc.nat(200), { maxLength: 8 }), { maxLength: 8 });

describe('BlockMemory', () => {
  it('gives arrays that never overlap while they are in use', () => {
    fc.assert(
      fc.property(blocks, (lengths) => {
        const memory = new BlockMemory();
        for (const block of lengths) {
          const arrays = block.map((length) => memory.take(length));
          expect(arrays.map(({ length }) => length)).toEqual(block);
          for (const [index, array] of arrays.entries()) array.fill(index);
          for (const [index, array] of arrays.entries()) expect(array.every((value) => value === index)).toBe(true);
          memory.reuse();
        }
      }),
    );
  });

  it('gives the same memory again, as much as the largest block before it needed', () => {
    fc.assert(
      fc.property(blocks, (lengths) => {
        const memory = new BlockMemory();
        const seen = new Set<ArrayBuffer>();
        let largest = 0;
        for (const block of lengths) {
          const size = block.reduce((sum, length) => sum + length, 0);
          const buffers = new Set(block.map((length) => memory.take(length).buffer));
          const isKnown = size <= largest;
          if (isKnown) expect(buffers.size).toBeLessThanOrEqual(1);
          // What has been large enough once is not made again.
          if (isKnown && largest > 0) for (const buffer of buffers) expect(buffer.byteLength).toBe(8 * largest);
          for (const buffer of buffers) seen.add(buffer);
          largest = Math.max(largest, size);
          memory.reuse();
        }
      }),
    );
  });

  it('does not make memory for blocks of one size but once', () => {
    const memory = new BlockMemory();
    const buffers = Array.from({ length: 10 }, () => {
      const taken = [memory.take(30), memory.take(12)].map(({ buffer }) => buffer);
      memory.reuse();
      return taken;
    });
    expect(new Set(buffers.slice(1).flat()).size).toBe(1);
  });

  it('forgets a block that there was no memory for', () => {
    const memory = new BlockMemory();
    memory.take(10);
    expect(() => memory.take(2 ** 40)).toThrow(RangeError);
    expect(() => memory.reuse()).toThrow(RangeError);
    memory.take(10);
    memory.reuse();
    expect(memory.take(10).buffer.byteLength).toBe(80);
  });
});

describe.each(['transfer', 'transient'] as const)('%s steps read into memory that is used again', (source) => {
  it('are those read into fresh memory, as long as it is not', async () => {
    const head = await readHead(goodFile());
    const memory = new BlockMemory();
    const [fresh, reusing] = [
      await openStepReader(head.file, head.stamp),
      await openStepReader(head.file, head.stamp, memory),
    ];
    const steps = { start: 0, stop: stepCounts(head)[source] };
    const plans = planBlocks(head, { source, rows: ['time', 'Id'], steps, stepsPerBlock: 1 });
    const wholes = planBlocks(head, { source, rows: ['Id'], steps });
    for (const plan of [...plans, ...wholes, ...plans]) {
      memory.reuse();
      const expected = fresh.read(plan);
      const read = reusing.read(plan);
      expect(read.map(({ Id }) => Id)).toEqual(expected.map(({ Id }) => Id));
      for (const [i, step] of read.entries()) {
        const other = expected[i];
        if (step.kind === 'transfer' && other?.kind === 'transfer') expect(step.Vg).toEqual(other.Vg);
        const isTimed = plan.source === 'transient' && plan.rows.includes('time');
        if (isTimed && step.kind === 'transient' && other?.kind === 'transient') expect(step.time).toEqual(other.time);
      }
    }
    fresh.close();
    reusing.close();
  });
});
