import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { stepCounts } from '../../lib/experiment/head.js';
import { planBlocks } from '../../lib/experiment/plan-blocks.js';
import { readHead } from '../../lib/experiment/read-head.js';
import type { Source, StepBySource, TransferStep, TransientStep } from '../../lib/experiment/step.js';
import { openStepReader } from '../../lib/experiment/step-reader.js';

/** An experiment file with what the original system's own code gives for it. */
export interface GoldenCase {
  /** File name without its extension. */
  readonly name: string;
  readonly file: string;
  readonly expected: GoldenExpected;
  /** Of simulated files: the time constants that went into them, in s, `[step]`. */
  readonly truth?: readonly GoldenTruth[];
}

export interface GoldenTruth {
  readonly tau_on: number;
  readonly tau_off: number;
}

export interface GoldenExpected {
  readonly device_type?: string;
  readonly transfer: readonly GoldenTransfer[];
  readonly transient: readonly GoldenTransient[];
}

/** null stands for NaN. */
export type GoldenNumber = number | null;

/** [forward, reverse], or [Vg, Id], or [tau_on, tau_off]. */
export type GoldenPair = readonly [GoldenNumber, GoldenNumber];

export interface GoldenTransfer {
  readonly n_points: number;
  readonly gm_max: GoldenPair;
  readonly Von: GoldenPair;
  readonly absI_max: GoldenNumber;
  readonly gm_max_coords: { readonly forward: GoldenPair; readonly reverse: GoldenPair };
  readonly Von_coords: { readonly forward: GoldenPair; readonly reverse: GoldenPair };
}

export interface GoldenTransient {
  readonly n_points: number;
  /** s and Hz. */
  readonly period: number;
  readonly sample_rate: number;
  readonly cycles_peaks_100: readonly GoldenNumber[];
  readonly cycles_peaks_10: readonly GoldenNumber[];
  readonly cycles_interval_50: readonly GoldenNumber[];
  readonly cycles_percentile_50: readonly GoldenNumber[];
  readonly peak_current: GoldenNumber;
  readonly peak_current_signed: GoldenNumber;
  readonly decay_time_exponential: GoldenNumber;
  readonly decay_time_linear: GoldenNumber;
  readonly tau_signed: GoldenTau;
  readonly tau_magnitude: GoldenTau;
}

export interface GoldenTau {
  /** On offset, on size, off offset, off size, in s. */
  readonly window: readonly [number, number, number, number];
  /** Per cycle. */
  readonly tau: readonly GoldenPair[];
  readonly r2: readonly GoldenPair[];
  readonly refitted: readonly boolean[];
}

const FILES = fileURLToPath(new URL('../golden/files', import.meta.url));

/** Every `NAME.h5` with a `NAME.json` beside it: in spec/golden/files, and in the folder that GOLDEN_DIR names. */
export function goldenCases(): GoldenCase[] {
  const folders = [FILES, process.env.GOLDEN_DIR ?? ''].filter((folder) => folder !== '');
  return folders.flatMap((folder) =>
    readdirSync(folder, { recursive: true, encoding: 'utf8' })
      .filter((path) => path.endsWith('.h5'))
      .sort()
      .map((path) => join(folder, path))
      .filter((file) => existsSync(expectedFile(file)))
      .map(goldenCase),
  );
}

function goldenCase(file: string): GoldenCase {
  const truth = truthOf(file);
  return {
    name: basename(file, '.h5'),
    file,
    expected: readJson<GoldenExpected>(expectedFile(file)),
    ...(truth && { truth }),
  };
}

function expectedFile(file: string): string {
  return file.replace(/\.h5$/, '.json');
}

function truthOf(file: string): readonly GoldenTruth[] | undefined {
  const truths = join(dirname(file), 'truth.json');
  if (!existsSync(truths)) return undefined;
  return readJson<Record<string, readonly GoldenTruth[]>>(truths)[basename(file)];
}

function readJson<T>(file: string): T {
  // Python writes NaN and Infinity, which JSON does not have.
  return JSON.parse(readFileSync(file, 'utf8').replaceAll(/-?\b(NaN|Infinity)\b/g, 'null')) as T;
}

/** All steps of a golden file, read the way the product reads them. */
export async function readGoldenSteps({
  file,
}: Pick<GoldenCase, 'file'>): Promise<{ readonly transfer: TransferStep[]; readonly transient: TransientStep[] }> {
  return {
    transfer: await readSteps(file, 'transfer'),
    transient: await readSteps(file, 'transient'),
  };
}

/** All steps of one source of an experiment file. */
export async function readSteps<S extends Source>(file: string, source: S): Promise<StepBySource[S][]> {
  const head = await readHead(file);
  const reader = await openStepReader(head.file, head.stamp);
  try {
    const steps = { start: 0, stop: stepCounts(head)[source] };
    const rows = source === 'transfer' ? (['Vg', 'Id'] as const) : (['time', 'Id'] as const);
    const isWanted = (step: StepBySource[Source]): step is StepBySource[S] => step.kind === source;
    return planBlocks(head, { source, rows, steps })
      .flatMap((plan) => reader.read(plan))
      .filter(isWanted);
  } finally {
    reader.close();
  }
}
