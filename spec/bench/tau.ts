import * as v from 'valibot';
import type { TransientStep } from '../../lib/experiment/step.js';
import { standardErrorOfTau } from '../../lib/extractors/fit/standard-error.js';
import { samplesBetween, type Trace, traceOf } from '../../lib/extractors/fit/trace.js';
import { windowBounds } from '../../lib/extractors/fit/window-bounds.js';
import { fitPoints, fitWindow, sumsOfSquares, type WindowFit } from '../../lib/extractors/fit/window-fit.js';
import { adjustedR2, sizesOf, startsOf, type WindowGrid } from '../../lib/extractors/fit/window-grid.js';
import { searchWindows } from '../../lib/extractors/fit/window-search.js';
import { tauOnOff } from '../../lib/extractors/transient/tau-on-off.js';
import { randomFrom } from '../../lib/simulation/random.js';
import { transientModel, transientTrace } from '../../lib/simulation/transient-trace.js';
import { markdownTable, median } from './measure.js';

type Params = v.InferInput<typeof tauOnOff.params>;

interface Subject {
  readonly name: string;
  readonly periodPoints: number;
  readonly cycles: number;
  readonly params: Params;
}

const SUBJECTS: readonly Subject[] = [
  { name: '100 cycles of 100 samples', periodPoints: 100, cycles: 100, params: {} },
  { name: 'the same, with R2, standard error, refitted', periodPoints: 100, cycles: 100, params: { quality: 'all' } },
  { name: 'the same, every cycle searched again', periodPoints: 100, cycles: 100, params: { r_squared_threshold: 1 } },
  { name: '40 cycles of 250 samples', periodPoints: 250, cycles: 40, params: {} },
];

const BOTH = ['rise', 'decay'] as const;
const TIME_STEP = 1e-3;

/** `transient.tau_on_off` on one core: whole steps, and what each part of the work costs. */
export function tauBench(): string {
  const steps = SUBJECTS.map((subject) => {
    const traces = [0, 0.25, 0.5, 0.75, 1].map((progress, index) => simulate(subject, progress, index));
    const params = v.parse(tauOnOff.params, subject.params);
    // A copy each time: what is derived from a step is kept for as long as the step.
    const times = Array.from({ length: 60 }, () =>
      traces.map((step) => milliseconds(() => tauOnOff.extract({ ...step }, params))),
    );
    const first = times[0]?.[0] ?? Number.NaN;
    return [subject.name, first.toFixed(1), median(times.slice(20).flat()).toFixed(2)];
  });
  const parts = [SUBJECTS[0], SUBJECTS[3]].flatMap((subject) => profile(subject));
  return [
    'ms per step',
    '',
    markdownTable(['step of 10,000 samples', 'first', 'median'], steps),
    '',
    markdownTable(['part', 'calls a step', 'us a call', 'ms a step'], parts),
  ].join('\n');
}

function simulate({ periodPoints, cycles }: Subject, progress: number, index: number): TransientStep {
  const pulses = { cycles, periodPoints, timeStep: TIME_STEP };
  const Id = transientTrace(transientModel(pulses, progress), pulses, randomFrom(index));
  const timing = { record: { period: periodPoints * TIME_STEP, sampleRate: 1 / TIME_STEP } };
  return { kind: 'transient', index, time: Id.map((_, i) => i * TIME_STEP), Id, timing };
}

function profile(subject: Subject): (string | number)[][] {
  const { periodPoints, cycles } = subject;
  const step = simulate(subject, 0.5, 1);
  const magnitude = step.Id.map(Math.abs);
  const trace = traceOf(step.time, magnitude) as Trace;
  const grid = {
    smallest: Math.trunc(0.1 * periodPoints),
    largest: Math.trunc(0.375 * periodPoints),
    sizeStep: 5,
    startStep: 1,
  };
  const range = samplesBetween(trace, 0, 2 * periodPoints * TIME_STEP);
  const samples = range.stop - range.start;
  const windows = sizesOf(grid).reduce((sum, size) => sum + startsOf(grid, samples, size), 0);
  const found = searchWindows(trace, range, grid, BOTH);
  const best = found.decay as WindowFit;
  const allBounds = () => {
    const boundsOf = windowBounds(trace, range, grid);
    for (const size of sizesOf(grid)) boundsOf(size, startsOf(grid, samples, size));
  };
  const size = best.size + 1;
  const parts: (readonly [string, number, () => unknown])[] = [
    ['magnitude of Id, time row', 1, () => traceOf(step.time, step.Id.map(Math.abs))],
    ['bounds of all windows, rise and decay', windows, allBounds],
    [
      'fits that the bounds do not spare',
      fitsOf(trace, grid, range.start, samples, found),
      () => fitWindow(trace, best.start, best.size, 'decay'),
    ],
    ['fits of the cycles', 2 * cycles, () => fitWindow(trace, best.start, size, 'decay')],
    ['of these: least squares', 2 * cycles, () => fitPoints(trace, best.start, size, 'decay')],
    ['of these: R2', 2 * cycles, () => sumsOfSquares(trace, best.start, size, best.fit)],
    ['standard errors (quality: all)', 2 * cycles, () => standardErrorOfTau(trace, best)],
  ];
  return parts.map(([part, calls, work]) => {
    const all = part.startsWith('bounds');
    const perCall = microseconds(work) / (all ? calls : 1);
    return [
      `${periodPoints} samples a period: ${part}`,
      calls,
      perCall.toFixed(2),
      ((perCall * calls) / 1000).toFixed(3),
    ];
  });
}

/** Windows whose bound is not below the best fit. */
function fitsOf(
  trace: Trace,
  grid: WindowGrid,
  start: number,
  samples: number,
  found: ReturnType<typeof searchWindows>,
): number {
  const boundsOf = windowBounds(trace, { start, stop: start + samples }, grid);
  return sizesOf(grid).reduce((fits, size) => {
    const bounds = boundsOf(size, startsOf(grid, samples, size));
    const perDirection = BOTH.map((direction) => {
      const best = found[direction];
      return best ? bounds[direction].filter((bound) => bound >= adjustedR2(best.r2, best.size)).length : 0;
    });
    return fits + perDirection.reduce((sum, count) => sum + count, 0);
  }, 0);
}

function milliseconds(work: () => unknown): number {
  const start = performance.now();
  work();
  return performance.now() - start;
}

/** Of one call, the median over rounds of many. */
function microseconds(work: () => unknown): number {
  const once = Math.max(1e-4, median(Array.from({ length: 50 }, () => milliseconds(work))));
  const calls = Math.ceil(5 / once);
  const round = () =>
    milliseconds(() => {
      for (let i = 0; i < calls; i++) work();
    });
  round();
  return (median(Array.from({ length: 15 }, round)) / calls) * 1000;
}
