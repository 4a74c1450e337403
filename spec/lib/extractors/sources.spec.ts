import { expect, it } from 'vitest';
import { jointSteps } from '../../../lib/experiment/joint-steps.js';
import type { JointStep } from '../../../lib/experiment/step.js';
import { rowsReadBy, sourcesOf, stepFor } from '../../../lib/extractors/sources.js';
import { transferStep, transientStep } from '../../support/joint-steps.js';

it('lists one source or several in one order', () => {
  expect(sourcesOf({ source: 'transient' })).toEqual(['transient']);
  expect(sourcesOf({ source: ['transient', 'transfer'] })).toEqual(['transfer', 'transient']);
});

it('gives an extractor the step of its source, or those of its sources', () => {
  const [joint] = jointSteps([[transferStep(0)], [transientStep(0)]]) as [JointStep];
  expect(stepFor({ source: 'transient' }, joint)).toBe(joint.transient);
  expect(stepFor({ source: ['transfer', 'transient'] }, joint)).toBe(joint);
});

it('knows the rows that are read of each source, all where nothing is said', () => {
  expect(rowsReadBy({ source: 'transient' }, 'transient')).toEqual(['time', 'Id']);
  expect(rowsReadBy({ source: 'transient', reads: ['Id'] }, 'transient')).toEqual(['Id']);
  const both = { source: ['transfer', 'transient'], reads: { transient: ['Id'] } } as const;
  expect(rowsReadBy(both, 'transient')).toEqual(['Id']);
  expect(rowsReadBy(both, 'transfer')).toEqual(['Vg', 'Id']);
});
