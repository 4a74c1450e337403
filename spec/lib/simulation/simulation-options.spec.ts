import { describe, expect, it } from 'vitest';
import { OectError } from '../../../lib/errors.js';
import { type SimulationOptions, simulationParameters } from '../../../lib/simulation/simulation-options.js';

function fault(options: unknown): string {
  try {
    simulationParameters(options as SimulationOptions);
  } catch (error) {
    if (error instanceof OectError && error.code === 'bad-argument') return error.message;
    throw error;
  }
  return 'accepted';
}

describe('simulationParameters', () => {
  it('has a default for everything', () => {
    expect(simulationParameters({})).toEqual({
      experiments: 8,
      steps: 20,
      points: 201,
      cycles: 20,
      periodPoints: 100,
      seed: 7,
      chip: '#20250804008',
      sweepLengths: 'equal',
    });
  });

  it('keeps what is given', () => {
    expect(simulationParameters({ steps: 5000, chip: '#A_1.b', seed: 0, sweepLengths: 'varied' })).toMatchObject({
      steps: 5000,
      chip: '#A_1.b',
      seed: 0,
      sweepLengths: 'varied',
    });
  });

  it.each([
    [{ steps: 0 }, 'option "steps" is 0; allowed: a whole number from 1 to 100000'],
    [{ steps: 1.5 }, 'option "steps" is 1.5; allowed: a whole number from 1 to 100000'],
    [{ experiments: '3' }, 'option "experiments" is "3"; allowed: a whole number from 1 to 100000'],
    [{ points: 2 }, 'option "points" is 2; allowed: a whole number from 3 to 1000001'],
    [{ periodPoints: 3 }, 'option "periodPoints" is 3; allowed: a whole number from 4 to 1000000'],
    [{ seed: 2 ** 32 }, 'option "seed" is 4294967296; allowed: a whole number from 0 to 4294967295'],
    [{ chip: '../x' }, 'option "chip" is "../x"; allowed: letters, digits, # _ and ., not beginning with .'],
    [{ chip: '' }, 'option "chip" is ""; allowed: letters, digits, # _ and ., not beginning with .'],
    [{ sweepLengths: 'odd' }, 'option "sweepLengths" is "odd"; allowed: equal or varied'],
    [
      { cycles: 10_001, periodPoints: 1000 },
      'option "cycles" is 10001; allowed: cycles times periodPoints at most 10000000',
    ],
    [{ step: 5 }, 'there is no option "step"; there are experiments, steps, points, '],
    [7, 'options must be an object, found 7'],
  ])('refuses %j and says what is allowed', (options, message) => {
    expect(fault(options)).toContain(message);
  });

  it('names all faults at once', () => {
    const message = fault({ steps: -1, seed: Number.NaN, chip: 5 });
    for (const option of ['steps', 'seed', 'chip']) expect(message).toContain(`option "${option}"`);
  });
});
