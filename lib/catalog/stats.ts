import { grouped } from '../grouped.js';
import type { Catalog } from './catalog.js';
import type { CatalogExperiment, CatalogFeatures } from './entry.js';
import { fieldOf } from './fields.js';
import { compareFiles } from './order.js';
import { timeOf } from './time.js';

/** What some experiments are together. */
export interface Totals {
  readonly experiments: number;
  readonly transfer_steps: number;
  readonly transient_steps: number;
  /** Size of their files. */
  readonly bytes: number;
}

/** How much of a catalog one configuration has been run on. */
export interface Coverage {
  /** Name and version of the configuration, those of its newest file: what counts is its content. */
  readonly config: string;
  readonly version: string;
  readonly hash: string;
  /** Experiments that have a feature file of it, made from what they are now, as far as is known without reading all of them. */
  readonly experiments: number;
  readonly files: number;
  /** Size of the files. */
  readonly bytes: number;
}

/** What a catalog has, in numbers. */
export interface CatalogStats extends Totals {
  readonly feature_files: number;
  readonly feature_bytes: number;
  readonly damaged: number;
  /** In their order; those that do not say come last, without the key. */
  readonly chips: readonly (Totals & { readonly chip_id?: string })[];
  /** By the day on which they were created, as it is written in their files. */
  readonly days: readonly (Totals & { readonly day?: string })[];
  /** Of the most experiments first. */
  readonly coverage: readonly Coverage[];
}

/** What is in a catalog, in numbers. */
export function catalogStats(catalog: Catalog): CatalogStats {
  const { experiments, features, damaged } = catalog;
  return {
    ...totalsOf(experiments),
    feature_files: features.length,
    feature_bytes: bytesOf(features),
    damaged: damaged.length,
    chips: byKey(experiments, (experiment) => fieldOf(experiment, 'chip_id')).map(([chip_id, group]) => ({
      ...(chip_id !== undefined && { chip_id }),
      ...totalsOf(group),
    })),
    days: byKey(experiments, dayOf).map(([day, group]) => ({ ...(day !== undefined && { day }), ...totalsOf(group) })),
    coverage: coverageOf(catalog),
  };
}

function totalsOf(experiments: readonly CatalogExperiment[]): Totals {
  const sum = (of: (experiment: CatalogExperiment) => number) =>
    experiments.reduce((total, experiment) => total + of(experiment), 0);
  return {
    experiments: experiments.length,
    transfer_steps: sum(({ steps }) => steps.transfer),
    transient_steps: sum(({ steps }) => steps.transient),
    bytes: bytesOf(experiments),
  };
}

function bytesOf(files: readonly (CatalogExperiment | CatalogFeatures)[]): number {
  return files.reduce((total, { stamp }) => total + stamp.size, 0);
}

/** As it is written, whatever the time zone. */
function dayOf(experiment: CatalogExperiment): string | undefined {
  const created = fieldOf(experiment, 'created_at');
  return created === undefined || timeOf(created) === undefined ? undefined : created.slice(0, 10);
}

function coverageOf(catalog: Catalog): readonly Coverage[] {
  const covered = new Map<string, number>();
  for (const experiment of catalog.experiments) {
    const hashes = new Set(catalog.featuresOf(experiment).map(({ config }) => config.hash));
    for (const hash of hashes) covered.set(hash, (covered.get(hash) ?? 0) + 1);
  }
  return byKey(catalog.features, ({ config }) => config.hash)
    .map(([hash, files]) => {
      const newest = files.reduce((a, b) => (b.createdAt > a.createdAt ? b : a));
      const { name, version } = newest.config;
      return {
        config: name,
        version,
        hash: hash ?? '',
        experiments: covered.get(hash ?? '') ?? 0,
        files: files.length,
        bytes: bytesOf(files),
      };
    })
    .sort((a, b) => b.experiments - a.experiments || compareFiles(a.config, b.config));
}

/** Groups in the order of their keys, as people count; the one without a key last. */
function byKey<T>(
  items: readonly T[],
  keyOf: (item: T) => string | undefined,
): readonly (readonly [string | undefined, readonly [T, ...T[]]])[] {
  return [...grouped(items, keyOf)].sort(([a], [b]) => {
    if (a === undefined || b === undefined) return a === b ? 0 : a === undefined ? 1 : -1;
    return compareFiles(a, b);
  });
}
