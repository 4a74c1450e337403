import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { ExtractedFeature } from '../../../lib/graph/feature.js';
import type { Layer } from '../../../lib/graph/layers.js';
import { planLayer } from '../../../lib/task/plan-layer.js';
import { cellCount } from '../../../lib/task/step-task.js';
import { experimentOf } from '../../support/block-arbitraries.js';
import { derivedFeature, extractedFeature } from '../../support/graph-arbitraries.js';

const ofTransient = (name: string, reads?: readonly ('time' | 'Id')[]): ExtractedFeature => {
  const feature = extractedFeature(name, []);
  return {
    ...feature,
    sources: ['transient'],
    extractor: { ...feature.extractor, source: 'transient', ...(reads && { reads }) },
  };
};
const ofBoth = (name: string): ExtractedFeature => ({
  ...extractedFeature(name, []),
  sources: ['transfer', 'transient'],
});
const layerOf = (...extracted: readonly ExtractedFeature[]): Layer => ({ index: 0, extracted, derived: [] });

describe('planLayer', () => {
  it('plans only what is not taken over: other features, and later steps', () => {
    const [old, grown, added] = ['old', 'grown', 'added'].map((name) => extractedFeature(name, [])) as [
      ExtractedFeature,
      ExtractedFeature,
      ExtractedFeature,
    ];
    const taken = (steps: number) => ({ steps, columns: new Map(), remarks: [] });
    const features = new Map([
      ['old', taken(10)],
      ['grown', taken(7)],
    ]);
    const experiment = { ...experimentOf({ transfer: 10, transient: 3 }), takenOver: { features, digests: {} } };
    const layer = layerOf(old, grown, added, ofTransient('pulse'));
    const planned = (tasks: ReturnType<typeof planLayer>) =>
      tasks.map(({ steps, plans: [{ source } = {}], features, totalCells }) => [
        source,
        steps.start,
        steps.stop,
        features.map(({ name }) => name).join(),
        totalCells,
      ]);
    expect(planned(planLayer(experiment, layer))).toEqual([
      ['transfer', 7, 10, 'grown', 16],
      ['transfer', 0, 10, 'added', 16],
      ['transient', 0, 3, 'pulse', 16],
    ]);
    expect(planned(planLayer(experiment, layerOf(old)))).toEqual([[undefined, 0, 0, '', 0]]);
  });

  it('gives the same lists of features for every experiment, by which their cost is known', () => {
    const layer = layerOf(extractedFeature('a', []), extractedFeature('b', []));
    const [one, other] = [10, 20].map((transfer) => planLayer(experimentOf({ transfer }), layer)[0]?.features);
    expect(one).toBe(other);
  });

  it('covers each cell of each source once, in tasks that know how many there are', () => {
    const counts = fc.record({ transfer: fc.nat(30), transient: fc.nat(30) });
    const features = fc.record({ transfer: fc.nat(3), transient: fc.nat(3), both: fc.nat(2) });
    fc.assert(
      fc.property(
        counts,
        features,
        fc.option(fc.integer({ min: 1, max: 40 }), { nil: undefined }),
        (counts, features, stepsPerTask) => {
          const transfer = Array.from({ length: features.transfer }, (_, index) => extractedFeature(`a${index}`, []));
          const transient = Array.from({ length: features.transient }, (_, index) => ofTransient(`b${index}`));
          const both = Array.from({ length: features.both }, (_, index) => ofBoth(`c${index}`));
          const experiment = experimentOf(counts);
          const tasks = planLayer(
            experiment,
            layerOf(...both, ...transfer, ...transient),
            stepsPerTask === undefined ? {} : { stepsPerTask },
          );
          const cells = tasks.flatMap(({ steps, plans, features }) =>
            Array.from({ length: steps.stop - steps.start }, (_, index) => steps.start + index).flatMap((step) =>
              features.map((feature) => {
                expect(feature.sources).toEqual(plans.map(({ source }) => source));
                expect(plans.map((plan) => plan.steps)).toEqual(plans.map(() => steps));
                return `${feature.name} ${step}`;
              }),
            ),
          );
          const total =
            features.transfer * counts.transfer +
            features.transient * counts.transient +
            features.both * Math.min(counts.transfer, counts.transient);
          expect(tasks.length).toBeGreaterThan(0);
          expect(new Set(cells).size).toBe(cells.length);
          expect(cells).toHaveLength(total);
          for (const task of tasks) {
            expect(task.experiment).toBe(experiment);
            expect(task.totalCells).toBe(total);
            if (stepsPerTask !== undefined) expect(cellCount([0], task.steps)).toBeLessThanOrEqual(stepsPerTask);
          }
        },
      ),
    );
  });

  it.each([
    ['derived features alone', { index: 1, extracted: [], derived: [derivedFeature('d', ['f'])] }, { transfer: 3 }],
    ['features of a source that the experiment does not have', layerOf(ofTransient('f')), { transfer: 3 }],
    ['an experiment without steps', layerOf(extractedFeature('f', [])), { transfer: 0 }],
    ['an experiment without measurements', layerOf(extractedFeature('f', [])), {}],
  ])('gives one task without cells for %s, so that the experiment comes through', (_, layer, counts) => {
    expect(planLayer(experimentOf(counts), layer)).toMatchObject([
      { totalCells: 0, features: [], steps: { start: 0, stop: 0 }, plans: [] },
    ]);
  });

  it('reads the rows that its features read, and all where one does not say', () => {
    const rowsOf = (...features: readonly ExtractedFeature[]) => {
      const [task] = planLayer(experimentOf({ transient: 2 }), layerOf(...features));
      const [plan] = task?.plans ?? [];
      return plan?.source === 'transient' ? plan.rows : undefined;
    };
    expect(rowsOf(ofTransient('a', ['Id']))).toEqual(['Id']);
    expect(rowsOf(ofTransient('a', ['Id']), ofTransient('b', ['time']))).toEqual(['time', 'Id']);
    expect(rowsOf(ofTransient('a', ['Id']), ofTransient('b'))).toEqual(['time', 'Id']);
  });

  it('refuses a size of tasks that is none', () => {
    expect(() =>
      planLayer(experimentOf({ transfer: 2 }), layerOf(extractedFeature('f', [])), { stepsPerTask: 0 }),
    ).toThrow('positive integer');
  });
});
