import { expect, it } from 'vitest';
import { pulseTiming } from '../../../lib/experiment/pulse-timing.js';

it.each([
  [
    { topTime: 50, bottomTime: 150, timeStep: 2 },
    { period: 0.2, sampleRate: 500 },
  ],
  [
    { topTime: 50n, bottomTime: '150', timeStep: 0.5 },
    { period: 0.2, sampleRate: 2000 },
  ],
  [{ topTime: 0, bottomTime: 100 }, { period: 0.1 }],
  [{ topTime: 100, timeStep: 1 }, { sampleRate: 1000 }],
  [{ topTime: 0, bottomTime: 0, timeStep: 0 }, {}],
  [{ topTime: -5, bottomTime: 2, timeStep: -1 }, {}],
  [{ topTime: Number.NaN, bottomTime: 'soon', timeStep: '' }, {}],
  [{}, {}],
])('pulseTiming of %o is %o', (parameters, timing) => expect(pulseTiming(parameters)).toEqual(timing));
