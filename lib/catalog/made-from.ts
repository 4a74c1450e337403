import { basename } from 'node:path';
import { grouped } from '../grouped.js';
import type { CatalogExperiment, CatalogFeatures } from './entry.js';
import { fieldOf } from './fields.js';

/** Whether a feature file was made from an experiment as it is now; `unsure` until its content has been read. */
export type Origin = 'this' | 'another' | 'unsure';

/**
 * Tells whether a feature file was made from an experiment.
 *
 * What counts is the content. As long as its hash is not known, features of the same chip, device and test and the same file
 * name are taken to be of this experiment if its file was not written to since they were made.
 */
export function originOf(features: CatalogFeatures, experiment: CatalogExperiment): Origin {
  const { source, createdAt } = features;
  if (experiment.hash !== undefined) return source.hash === experiment.hash ? 'this' : 'another';
  if (identityOfFeatures(features) !== identityOfExperiment(experiment)) return 'another';
  const isOlder = experiment.stamp.mtimeMs <= Date.parse(createdAt);
  return isOlder && source.file === basename(experiment.file) ? 'this' : 'unsure';
}

/** Finds the feature files that may have been made from an experiment, without looking at all. */
export class FeatureLookup {
  readonly #byIdentity: ReadonlyMap<string, readonly CatalogFeatures[]>;
  readonly #bySource: ReadonlyMap<string, readonly CatalogFeatures[]>;

  constructor(features: readonly CatalogFeatures[]) {
    this.#byIdentity = grouped(features, identityOfFeatures);
    this.#bySource = grouped(features, ({ source }) => source.hash);
  }

  /** Those that were made from it, or may have been: see {@link originOf}. In the order of their paths. */
  of(experiment: CatalogExperiment): readonly CatalogFeatures[] {
    const { hash } = experiment;
    const candidates =
      hash === undefined ? this.#byIdentity.get(identityOfExperiment(experiment)) : this.#bySource.get(hash);
    return (candidates ?? []).filter((features) => originOf(features, experiment) !== 'another');
  }
}

function identityOfFeatures({ chip, device, test }: CatalogFeatures): string {
  return JSON.stringify([chip, device, test]);
}

function identityOfExperiment(experiment: CatalogExperiment): string {
  const fields = ['chip_id', 'device_id', 'test_id'] as const;
  return JSON.stringify(fields.map((field) => fieldOf(experiment, field)));
}
