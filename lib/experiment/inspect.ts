import { resolve } from 'node:path';
import { type ErrorCode, isOectError, type OectError } from '../errors.js';
import { describeDatatype } from '../hdf5/datatype.js';
import type { Hdf5Dataset } from '../hdf5/hdf5-dataset.js';
import { openHdf5 } from '../hdf5/hdf5-file.js';
import { stampOf } from './file-stamp.js';
import { findDamage } from './find-damage.js';
import { MEASUREMENTS } from './hdf5-layout.js';
import { type Attributes, type ExperimentHead, stepCounts } from './head.js';
import { type Identity, identityOf } from './identity.js';
import { readAttributes } from './read-attributes.js';
import { readHead } from './read-head.js';
import type { Source } from './step.js';
import { workflowLines } from './workflow.js';

/** Experiment files have two levels; in a damaged one a group may contain itself. */
const MAX_DEPTH = 16;

/** Everything there is to say about one experiment file, good or bad. */
export interface Inspection {
  /** Absolute path. */
  readonly file: string;
  /** Size of the file; absent if there is none. */
  readonly bytes?: number;
  readonly attributes: Attributes;
  readonly identity?: Identity;
  readonly workflow?: readonly unknown[];
  /** The workflow as lines of text, indented by level. */
  readonly workflowTree: readonly string[];
  readonly groups: readonly string[];
  readonly datasets: readonly DatasetInspection[];
  readonly steps: Readonly<Record<Source, number>>;
  /** Empty if the file is good. */
  readonly problems: readonly Problem[];
}

export interface DatasetInspection {
  readonly path: string;
  readonly shape: readonly number[];
  /** Such as `float64` or `{step_index: int64, type: text[10]}`. */
  readonly type: string;
  /** Absent if the dataset is not chunked. */
  readonly chunks?: readonly number[];
  /** In the order of writing. */
  readonly filters: readonly string[];
  /** Inflated; absent for text of variable length. */
  readonly bytes?: number;
}

export interface Problem {
  /** `warning`: the file can be used as it is. */
  readonly kind: 'error' | 'warning';
  readonly code?: ErrorCode;
  readonly message: string;
  readonly path?: string;
}

/**
 * Looks at all of an experiment file. It never throws for a bad file: what is wrong with it stands in `problems`. A file
 * that can be opened is read to its end, so that damage inside compressed data is found and its steps are named.
 */
export async function inspectFile(file: string): Promise<Inspection> {
  const absolute = resolve(file);
  const problems: Problem[] = [];
  const noted = notedIn(problems);
  const bytes = await noted(async () => stampOf(absolute).size);
  const contents = bytes === undefined ? undefined : await noted(() => readContents(absolute, noted));
  const head = contents && (await noted(() => readHead(absolute)));
  problems.push(...(head?.warnings ?? []).map((message) => ({ kind: 'warning', message }) as const));
  if (head !== undefined) problems.push(...((await noted(() => damageProblems(head))) ?? []));
  return {
    file: absolute,
    ...(bytes !== undefined && { bytes }),
    attributes: contents?.attributes ?? {},
    ...(head && { identity: identityOf(head) }),
    ...(head?.workflow && { workflow: head.workflow }),
    workflowTree: workflowLines(head?.workflow ?? []),
    groups: contents?.groups ?? [],
    datasets: contents?.datasets ?? [],
    steps: head ? stepCounts(head) : { transfer: 0, transient: 0 },
    problems: unique(problems),
  };
}

/** Runs a part of the inspection; an error becomes a problem, and its result undefined. */
type Noted = <T>(part: () => T | Promise<T>) => Promise<T | undefined>;

function notedIn(problems: Problem[]): Noted {
  return async (part) => {
    try {
      return await part();
    } catch (error) {
      if (!isOectError(error)) throw error;
      // Once HDF5 has crashed what follows fails as well; the crash itself has been noted.
      if (error.code !== 'internal') problems.push(problemOf(error));
      return undefined;
    }
  };
}

function problemOf({ code, message, path }: OectError): Problem {
  return { kind: 'error', code, message, ...(path !== undefined && { path }) };
}

/** The same fault may be met by several parts. */
function unique(problems: readonly Problem[]): Problem[] {
  return [...new Map(problems.map((problem) => [problem.message, problem])).values()];
}

interface Contents {
  readonly attributes: Attributes;
  readonly groups: readonly string[];
  readonly datasets: readonly DatasetInspection[];
}

async function readContents(file: string, noted: Noted): Promise<Contents> {
  const hdf5 = await openHdf5(file);
  try {
    const attributes = (await noted(() => readAttributes(hdf5).attributes)) ?? {};
    const groups: string[] = [];
    const datasets: DatasetInspection[] = [];
    const visit = async (group: string, depth = 0): Promise<void> => {
      groups.push(group);
      if (depth === MAX_DEPTH) return;
      for (const name of (await noted(() => hdf5.namesIn(group))) ?? []) {
        const path = group === '/' ? `/${name}` : `${group}/${name}`;
        const kind = await noted(() => hdf5.kindOf(path));
        if (kind === 'group') await visit(path, depth + 1);
        if (kind !== 'dataset') continue;
        const dataset = await noted(() => hdf5.dataset(path));
        if (dataset === undefined) continue;
        const described = await noted(() => inspectDataset(dataset));
        if (described !== undefined) datasets.push(described);
        if (!isMeasurement(path)) await noted(() => dataset.verify());
      }
    };
    await visit('/');
    return { attributes, groups, datasets };
  } finally {
    hdf5.close();
  }
}

function inspectDataset(dataset: Hdf5Dataset): DatasetInspection {
  const { path, shape = [], type, chunks } = dataset;
  return {
    path,
    shape,
    type: describeDatatype(type),
    ...(chunks && { chunks }),
    filters: dataset.filters(),
    ...(type.kind !== 'variable-text' && { bytes: shape.reduce((product, size) => product * size, type.bytes) }),
  };
}

/** Measurements are read block by block instead, since they may be larger than what can be read at once. */
function isMeasurement(path: string): boolean {
  return Object.values<string>(MEASUREMENTS).includes(path);
}

async function damageProblems(head: ExperimentHead): Promise<Problem[]> {
  const damages = await findDamage(head);
  return damages.map(({ source, steps: { start, stop }, error }) => {
    const which = stop - start === 1 ? `step ${start}` : `steps ${start} to ${stop - 1}`;
    return { ...problemOf(error), message: `${source} ${which}: ${error.message}` };
  });
}
