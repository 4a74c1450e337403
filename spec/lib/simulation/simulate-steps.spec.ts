import { describe, expect, it } from 'vitest';
import { simulateChip } from '../../../lib/simulation/simulate-chip.js';
import { simulateSteps } from '../../../lib/simulation/simulate-steps.js';
import { readSteps } from '../../support/golden.js';
import { temporaryFolder } from '../../support/temporary-folder.js';

const folder = temporaryFolder();

describe('simulateSteps', () => {
  it('gives the steps that the file of the device would have, in turn', async () => {
    const options = { steps: 3, points: 21, cycles: 2, periodPoints: 8, seed: 9 };
    const files: string[] = [];
    for await (const event of simulateChip(folder, { ...options, experiments: 2 })) {
      if (event.kind === 'file') files.push(event.file);
    }
    for (const [index, file] of files.entries()) {
      const [transfer, transient] = [await readSteps(file, 'transfer'), await readSteps(file, 'transient')];
      const turns = transfer.flatMap((step, i) => [step, transient[i]]);
      const found = [...simulateSteps(index + 1, options)];
      expect(found.map(({ kind, index }) => [kind, index])).toEqual(turns.map((step) => [step?.kind, step?.index]));
      expect(found.map(({ Id }) => Id)).toEqual(turns.map((step) => step?.Id));
    }
  });

  it('measures a step when it is asked for', () => {
    const steps = simulateSteps(1, { steps: 100_000, points: 100_001 });
    expect(steps.next().value).toMatchObject({ kind: 'transfer', index: 0 });
    steps.return();
  });

  it.each([0, 1.5, Number.NaN])('refuses device %s at once', (device) => {
    expect(() => simulateSteps(device)).toThrow(expect.objectContaining({ code: 'bad-argument' }));
  });

  it('refuses a wrong option at once', () => {
    expect(() => simulateSteps(1, { steps: 0 })).toThrow(expect.objectContaining({ code: 'bad-argument' }));
  });
});
