import { describe, expect, it } from 'vitest';
import {
  isOf,
  type KnownOutput,
  mayHaveGrown,
  relationTo,
  type SourceState,
} from '../../../lib/incremental/known-output.js';
import { headOf } from '../../support/experiments.js';
import { provenance } from '../../support/provenance.js';

function outputOf(
  changes: Partial<KnownOutput['metadata']>,
  digests: Readonly<Record<string, string>> = { transfer: 'a' },
): KnownOutput {
  const reuse = { recipes: {}, columns: {}, source: { steps: { transfer: 5, transient: 3 }, digests } };
  const { chip: _, ...rest } = provenance;
  const metadata = { ...rest, source: { file: 'x.h5', hash: 'h1' }, reuse, columns: {}, remarks: [], ...changes };
  return { file: 'one.parquet', format: 'parquet', metadata };
}

function sourceOf(
  hash: string,
  attributes: Readonly<Record<string, string>> = {},
  steps = { transfer: 5, transient: 3 },
): SourceState {
  return { head: { ...headOf('/data/x.h5', steps), attributes }, hash };
}

describe('isOf', () => {
  it('tells whose a file is by content, else by chip, device and test', () => {
    const named = { chip_id: 'c', device_number: '1', test_id: 't' };
    expect(isOf(sourceOf('h1', named), outputOf({ chip: 'other' }))).toBe(true);
    expect(isOf(sourceOf('h2', named), outputOf({ chip: 'c', device: '1', test: 't' }))).toBe(true);
    expect(isOf(sourceOf('h2', named), outputOf({ chip: 'c', device: '1', test: 'u' }))).toBe(false);
    expect(isOf(sourceOf('h2', named), outputOf({ chip: 'c', device: '2', test: 't' }))).toBe(false);
  });

  it('goes by the name of the file where it does not say which test it is', () => {
    expect(isOf(sourceOf('h2'), outputOf({}))).toBe(true);
    expect(isOf(sourceOf('h2'), outputOf({ source: { file: 'y.h5', hash: 'h1' } }))).toBe(false);
  });
});

describe('relationTo', () => {
  const grown = (
    ofFirst: (row: string, steps?: number) => string | undefined,
    steps = { transfer: 6, transient: 3 },
  ) => ({
    ...sourceOf('h2', {}, steps),
    digests: { ofFirst },
  });

  it('is the same by the fingerprint alone', () => {
    expect(relationTo(sourceOf('h1'), outputOf({}, {}))).toBe('same');
    expect(mayHaveGrown(sourceOf('h1', {}, { transfer: 9, transient: 9 }), outputOf({}))).toBe(false);
  });

  it('is grown only where there are more steps, and each recorded digest is that of as many first ones', () => {
    const ofFirst = (row: string, steps?: number) => `${row} ${steps}`;
    const digests = { transfer: 'transfer 5', 'transient Id': 'transient Id 3' };
    expect(relationTo(grown(ofFirst), outputOf({}, digests))).toBe('grown');
    expect(relationTo(grown(ofFirst), outputOf({}, { ...digests, 'transient time': 'x' }))).toBe('changed');
    expect(
      relationTo(
        grown(() => undefined),
        outputOf({}, digests),
      ),
    ).toBe('changed');
    expect(relationTo(grown(ofFirst), outputOf({}, {}))).toBe('changed');
    expect(relationTo(grown(ofFirst, { transfer: 5, transient: 3 }), outputOf({}, digests))).toBe('changed');
    expect(relationTo(grown(ofFirst, { transfer: 9, transient: 2 }), outputOf({}, digests))).toBe('changed');
  });
});
