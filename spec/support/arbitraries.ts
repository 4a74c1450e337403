import fc from 'fast-check';
import type { Source, StepBySource, TransferStep, TransientStep } from '../../lib/experiment/step.js';
import { randomFrom } from '../../lib/simulation/random.js';
import { transferModel, transferSweep } from '../../lib/simulation/transfer-sweep.js';
import { transientModel, transientTrace } from '../../lib/simulation/transient-trace.js';

const seed = fc.integer();
const index = fc.nat(5000);
const progress = fc.double({ min: 0, max: 1, noNaN: true });
const deviceType = fc.constantFrom('N', 'P');

/** A double sweep of a working device, with noise: what instruments record. */
export const transferSteps: fc.Arbitrary<TransferStep> = fc
  .record({ index, deviceType, progress, points: fc.integer({ min: 20, max: 240 }), seed })
  .map(({ index, deviceType, progress, points, seed }) => ({
    kind: 'transfer',
    index,
    deviceType: `${deviceType}-type`,
    ...transferSweep(transferModel(deviceType, progress), points, randomFrom(seed)),
  }));

/** The first half of such a sweep: there, and not back. */
export const oneWaySteps: fc.Arbitrary<TransferStep> = transferSteps.map((step) => {
  const points = Math.ceil(step.Vg.length / 2);
  return { ...step, Vg: step.Vg.slice(0, points), Id: step.Id.slice(0, points) };
});

/** A trace of a working device under gate pulses, with noise. Its timing stands in its record. */
export const transientSteps: fc.Arbitrary<TransientStep> = fc
  .record({
    index,
    progress,
    cycles: fc.integer({ min: 2, max: 8 }),
    periodPoints: fc.integer({ min: 40, max: 200 }),
    start: fc.double({ min: 0, max: 1000, noNaN: true }),
    seed,
  })
  .map(({ index, progress, cycles, periodPoints, start, seed }) => {
    const timeStep = 1e-3;
    const pulses = { cycles, periodPoints, timeStep };
    const Id = transientTrace(transientModel(pulses, progress), pulses, randomFrom(seed));
    return {
      kind: 'transient',
      index,
      time: Id.map((_, i) => start + i * timeStep),
      Id,
      timing: { record: { period: periodPoints * timeStep, sampleRate: 1 / timeStep } },
    };
  });

/** Few different numbers, so that many are equal and many neighbours are level. */
const coarse = fc.integer({ min: -4, max: 4 }).map((level) => level / 8);
/** Any number at all: NaN, infinities, -0, subnormal and huge ones. */
const anything = fc.double();
const finite = fc.double({ noNaN: true, noDefaultInfinity: true });

/** Arrays of one length, drawn from one kind of numbers. */
function rows(number: fc.Arbitrary<number>): fc.Arbitrary<{ x: Float64Array; Id: Float64Array }> {
  return fc
    .array(fc.tuple(number, number), { maxLength: 60 })
    .map((points) => ({ x: Float64Array.from(points, ([x]) => x), Id: Float64Array.from(points, ([, Id]) => Id) }));
}

/** Points without any order in them, many of them equal; all finite and of moderate size. */
export const coarseTransferSteps: fc.Arbitrary<TransferStep> = rows(coarse).map(transferOf);
export const coarseTransientSteps: fc.Arbitrary<TransientStep> = rows(coarse).map(transientOf);

const hostileRows = fc.oneof(rows(coarse), rows(finite), rows(anything));

/** Whatever a broken instrument or file may give. */
export const hostileSteps: { readonly [S in Source]: fc.Arbitrary<StepBySource[S]> } = {
  transfer: fc
    .tuple(hostileRows, fc.option(fc.constantFrom('N', 'p-type', '', 'memristor'), { nil: undefined }))
    .map(([points, deviceType]) => ({ ...transferOf(points), ...(deviceType !== undefined && { deviceType }) })),
  transient: hostileRows.map(transientOf),
};

/** Steps of working devices. */
export const niceSteps: { readonly [S in Source]: fc.Arbitrary<StepBySource[S]> } = {
  transfer: fc.oneof(transferSteps, oneWaySteps),
  transient: transientSteps,
};

function transferOf({ x, Id }: { x: Float64Array; Id: Float64Array }): TransferStep {
  return { kind: 'transfer', index: 0, Vg: x, Id };
}

function transientOf({ x, Id }: { x: Float64Array; Id: Float64Array }): TransientStep {
  return { kind: 'transient', index: 0, time: x, Id };
}
