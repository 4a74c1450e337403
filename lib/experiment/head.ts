import type { Source } from './step.js';

/** What is known of an experiment file without reading its measurements: light, and plain data that threads can post. */
export interface ExperimentHead {
  /** Absolute path. */
  readonly file: string;
  readonly stamp: FileStamp;
  /** All root attributes as they stand in the file; int64 as number where it is exact. */
  readonly attributes: Attributes;
  /** The parsed JSON of `/raw/workflow`; absent if the file has none. */
  readonly workflow?: readonly unknown[];
  readonly transfer?: TransferLayout;
  readonly transient?: TransientLayout;
  /** What is odd but does not prevent reading, such as a workflow that is not JSON. One sentence each. */
  readonly warnings: readonly string[];
}

/** A value of an HDF5 attribute. An int64 that no number holds exactly is a bigint. */
export type AttributeValue = string | number | bigint | boolean | readonly string[] | readonly number[];
/** Attributes by their names. */
export type Attributes = Readonly<Record<string, AttributeValue>>;

/** Tells whether a file is still the one that was opened. */
export interface FileStamp {
  readonly inode: number;
  readonly size: number;
  readonly mtimeMs: number;
}

/** How the transfer sweeps lie in their data set. */
export interface TransferLayout {
  readonly steps: number;
  /** Points of the widest step. */
  readonly points: number;
  /** Steps in one HDF5 chunk; 1 when the data set is contiguous. */
  readonly chunkSteps: number;
}

/** How the transient traces lie in their data set, one behind the other. */
export interface TransientLayout {
  readonly steps: number;
  /** First sample of each step, and the one behind its last, `[step]`. */
  readonly starts: Float64Array;
  readonly stops: Float64Array;
  /** Samples in one HDF5 chunk; 1 when the data set is contiguous. */
  readonly chunkSamples: number;
  /** From the steps' own records, `[step]`; NaN where a record does not say. s and Hz. */
  readonly periods: Float64Array;
  readonly sampleRates: Float64Array;
}

/** How many steps of each source an experiment has; 0 if it has none. */
export function stepCounts(head: ExperimentHead): { readonly transfer: number; readonly transient: number } {
  return { transfer: head.transfer?.steps ?? 0, transient: head.transient?.steps ?? 0 };
}

/** At how many indices all of these sources have a step. */
export function jointCount(sources: readonly Source[], counts: Readonly<Record<Source, number>>): number {
  return Math.min(...sources.map((source) => counts[source]));
}

/** An attribute as text, or undefined if it is missing or empty. */
export function textAttribute(head: ExperimentHead, name: string): string | undefined {
  const value = head.attributes[name];
  if (value === undefined) return undefined;
  const text = String(value).trim();
  return text === '' ? undefined : text;
}
