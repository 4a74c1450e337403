import { symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { largestFirst } from '../../../lib/experiment/largest-first.js';
import { temporaryFolder } from '../../support/temporary-folder.js';

const folder = temporaryFolder();

describe('largestFirst', () => {
  it('gives the same files, the largest first, those of one size in their order', () => {
    const cases = fc.array(fc.nat(5), { maxLength: 12 });
    fc.assert(
      fc.property(cases, (sizes) => {
        const files = sizes.map((size, index) => join(folder, `${index} of ${size}`));
        for (const [index, file] of files.entries()) writeFileSync(file, 'x'.repeat(sizes[index] as number));
        const expected = [5, 4, 3, 2, 1, 0].flatMap((size) => files.filter((_, index) => sizes[index] === size));
        expect(largestFirst(files)).toEqual(expected);
      }),
      { numRuns: 30 },
    );
  });

  it('puts those that are not there last, in their order, and changes nothing that it was given', () => {
    const small = join(folder, 'small');
    const large = join(folder, 'large');
    writeFileSync(small, '');
    writeFileSync(large, 'more');
    const files = Object.freeze([join(folder, 'no b'), small, join(folder, 'no a'), large]);
    expect(largestFirst(files)).toEqual([large, small, join(folder, 'no b'), join(folder, 'no a')]);
  });

  it('takes one that cannot be looked at for one that is not there', () => {
    const loop = join(folder, 'loop');
    symlinkSync(loop, loop);
    const [long, there] = [join(folder, 'x'.repeat(5000)), join(folder, 'there')];
    writeFileSync(there, '');
    expect(largestFirst([loop, long, there])).toEqual([there, loop, long]);
  });
});
