import fc from 'fast-check';
import type { Source, Step, StepBySource } from '../experiment/step.js';
import { rounded } from './numbers.js';
import { readable, sweepOf, traceOf } from './steps.js';
import { transferSteps } from './transfer-steps.js';
import { transientSteps } from './transient-steps.js';

/** Steps of working devices: {@link transferSteps}, {@link transientSteps}. */
export function workingSteps<S extends Source>(source: S): fc.Arbitrary<StepBySource[S]> {
  return bySource(source, { transfer: transferSteps(), transient: transientSteps() });
}

/**
 * Steps of few different numbers without any order in them, all finite: many are equal, many neighbours are level, there may
 * be one point or none. What finds ties and degenerate cases; shrinks to a handful of eighths.
 */
export function coarseSteps<S extends Source>(source: S): fc.Arbitrary<StepBySource[S]> {
  return stepsOf(source, rows(coarse));
}

/**
 * Recordings in which something went wrong, in one place or in several: glitches, lost and repeated points, gaps, a clock
 * or gate that goes back, a current that freezes, padding with NaN, the overflow value of the instrument.
 */
export function flawedSteps<S extends Source>(source: S): fc.Arbitrary<StepBySource[S]> {
  const kinds = Object.keys(FLAWS) as readonly Flaw[];
  const flaws = fc.array(fc.record({ kind: fc.constantFrom(...kinds), at: fc.nat(99) }), {
    minLength: 1,
    maxLength: 4,
  });
  return fc.tuple(workingSteps(source), flaws).map(([step, flaws]) => {
    const points = flaws.reduce<readonly Point[]>(
      (points, { kind, at }) => FLAWS[kind](points, Math.floor((at / 100) * points.length)),
      pointsOf(step),
    );
    return readable(withPoints(step, points));
  });
}

/** Whatever a broken instrument or file may give: {@link flawedSteps}, {@link coarseSteps}, and any numbers at all. */
export function hostileSteps<S extends Source>(source: S): fc.Arbitrary<StepBySource[S]> {
  return fc.oneof<fc.Arbitrary<StepBySource[S]>[]>(
    coarseSteps(source),
    flawedSteps(source),
    stepsOf(source, rows(finite)),
    stepsOf(source, rows(anything)),
  );
}

/** Gate voltage or time, and current. */
interface Point {
  readonly x: number;
  readonly Id: number;
}

const coarse = fc.integer({ min: -4, max: 4 }).map((level) => level / 8);
const finite = fc.double({ noNaN: true, noDefaultInfinity: true });
/** Numbers as they come, and those that are seldom thought of. */
const anything = fc.oneof(
  { weight: 6, arbitrary: fc.double() },
  fc.constantFrom(
    0,
    -0,
    Number.NaN,
    Number.POSITIVE_INFINITY,
    Number.NEGATIVE_INFINITY,
    Number.MAX_VALUE,
    Number.MIN_VALUE,
  ),
);

function rows(number: fc.Arbitrary<number>): fc.Arbitrary<readonly Point[]> {
  return fc.array(fc.record({ x: number, Id: number }), { maxLength: 60 });
}

const deviceTypes = fc.option(fc.constantFrom('N', 'p-type', '', 'memristor'), { nil: undefined });

function stepsOf<S extends Source>(source: S, points: fc.Arbitrary<readonly Point[]>): fc.Arbitrary<StepBySource[S]> {
  return bySource(source, {
    transfer: fc.tuple(points, deviceTypes).map(([points, deviceType]) =>
      readable(
        sweepOf(
          points.map(({ x }) => x),
          points.map(({ Id }) => Id),
          deviceType,
        ),
      ),
    ),
    transient: points.map((points) =>
      readable(
        traceOf(
          points.map(({ Id }) => Id),
          points.map(({ x }) => x),
        ),
      ),
    ),
  });
}

function bySource<S extends Source>(
  source: S,
  arbitraries: { readonly [T in Source]: fc.Arbitrary<StepBySource[T]> },
): fc.Arbitrary<StepBySource[S]> {
  return arbitraries[source];
}

/** What an instrument gives for a current that it cannot measure. A */
const OVERFLOW = 9.91e37;

/** What can be wrong at a point of a recording; it may have none. */
const FLAWS = {
  glitch: (points, at) => changed(points, at, ({ x, Id }) => ({ x, Id: rounded(-100 * Id, 4) })),
  overflow: (points, at) => changed(points, at, ({ x }) => ({ x, Id: OVERFLOW })),
  zero: (points, at) => changed(points, at, ({ x }) => ({ x, Id: 0 })),
  'lost current': (points, at) => changed(points, at, ({ x }) => ({ x, Id: Number.NaN })),
  'lost axis': (points, at) => changed(points, at, ({ Id }) => ({ x: Number.NaN, Id })),
  repeated: (points, at) => [...points.slice(0, at), ...points.slice(at, at + 1), ...points.slice(at)],
  backwards: (points, at) => [
    ...points.slice(0, at),
    ...points.slice(at, at + 2).toReversed(),
    ...points.slice(at + 2),
  ],
  gap: (points, at) => [...points.slice(0, at), ...points.slice(at + 1 + points.length / 10)],
  cut: (points, at) => points.slice(0, at),
  frozen: (points, at) => points.map((point, i) => (i < at ? point : { x: point.x, Id: points[at]?.Id ?? point.Id })),
  padding: (points, at) => [
    ...points,
    ...Array.from({ length: 1 + (at % 5) }, () => ({ x: Number.NaN, Id: Number.NaN })),
  ],
} satisfies Readonly<Record<string, (points: readonly Point[], at: number) => readonly Point[]>>;

type Flaw = keyof typeof FLAWS;

function changed(points: readonly Point[], at: number, change: (point: Point) => Point): readonly Point[] {
  return points.map((point, i) => (i === at ? change(point) : point));
}

function pointsOf(step: Step): readonly Point[] {
  const axis = step.kind === 'transfer' ? step.Vg : step.time;
  return Array.from(axis, (x, i) => ({ x, Id: step.Id[i] as number }));
}

function withPoints<T extends Step>(step: T, points: readonly Point[]): T {
  const axis = Float64Array.from(points, ({ x }) => x);
  const Id = Float64Array.from(points, ({ Id }) => Id);
  return { ...step, ...(step.kind === 'transfer' ? { Vg: axis } : { time: axis }), Id };
}
