import type { FeatureDefinitions } from '../graph/definition.js';
import { createFeatureGraph, type FeatureGraph, type FeatureGraphOptions } from '../graph/feature-graph.js';
import { IGNORED_TRANSFORMS } from './compat-transforms.js';
import { written } from './written-feature.js';

/** What to compute, under which name: a feature graph and where it came from. */
export interface Configuration {
  readonly name: string;
  readonly version: string;
  readonly description: string;
  /** As it was written: goes into every file made by it. */
  readonly text: string;
  readonly graph: FeatureGraph;
  /** What was found in it that has no meaning here or looks like a mistake. One sentence each. */
  readonly warnings: readonly string[];
}

/** What a configuration is called, and how its graph is made. */
export interface DefineFeaturesOptions extends FeatureGraphOptions {
  /** @defaultValue `features` */
  readonly name?: string;
  /** @defaultValue `1` */
  readonly version?: string;
  readonly description?: string;
}

/**
 * A configuration from definitions in a program.
 *
 * @example
 * ```ts
 * const features = defineFeatures({
 *   gm_max: { extractor: 'transfer.gm_max', input: 'transfer' },
 *   gm_relative: { func: ({ values }) => values.map((gm) => gm / values[0]), input: 'gm_max' },
 * });
 * ```
 * @throws FeatureGraphError listing all that is wrong with the definitions
 */
export function defineFeatures(definitions: FeatureDefinitions, options: DefineFeaturesOptions = {}): Configuration {
  const { name = 'features', version = '1', description = '', ...graphOptions } = options;
  const graph = createFeatureGraph(definitions, graphOptions);
  const warnings = (['transforms', 'postprocessing'] as const)
    .filter((list) => options.compat !== undefined && (options[list] ?? []).length > 0)
    .map((list) => `"${list}" is ignored: ${IGNORED_TRANSFORMS}`);
  return { name, version, description, text: asText(definitions, options), graph, warnings };
}

/** The definitions as a configuration file would have them: it can be loaded if all functions and extractors are named. */
function asText(definitions: FeatureDefinitions, options: DefineFeaturesOptions): string {
  const { name = 'features', version = '1', description = '', compat, layout, selected } = options;
  const { transforms, postprocessing } = options;
  const content = {
    name,
    config_version: version,
    description,
    compat,
    features: Object.fromEntries(Object.entries(definitions).map(([name, feature]) => [name, written(feature)])),
    postprocessing,
    versioning: { expand_multidim: layout !== 'lists', selected_features: selected },
    advanced: transforms && { transforms },
  };
  return JSON.stringify(content, undefined, 2);
}
