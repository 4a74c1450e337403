import type { Configuration } from '../config/configuration.js';
import { OectError } from '../errors.js';
import type { Feature } from '../graph/feature.js';
import type { FeatureGraph } from '../graph/feature-graph.js';
import type { Layer } from '../graph/layers.js';
import { suggestion } from '../nearest.js';

/**
 * The features of a configuration that the measurements of a single step are enough for, as a layer.
 *
 * @param names - the features that are wanted. Default: all that the table of an experiment would have
 * @throws OectError `bad-argument` if there is none of that name, or if it takes more: whole columns, as a derived feature and
 *   one that the configuration transforms do, other features, or steps of several sources
 */
export function stepLayer({ graph }: Configuration, names: readonly string[] = graph.selected): Layer {
  const known = graph.features.filter((feature) => takesMore(feature, graph) === undefined).map(({ name }) => name);
  const extracted = names.map((name) => {
    const feature = graph.features.find((feature) => feature.name === name);
    if (feature === undefined) {
      throw new OectError('bad-argument', `there is no feature "${name}"; ${suggestion(name, known)}`);
    }
    const more = takesMore(feature, graph);
    if (feature.kind === 'extracted' && more === undefined) return feature;
    const list = known.map((name) => `'${name}'`).join(', ');
    throw new OectError(
      'bad-argument',
      `feature "${name}" ${more}; name the features that are wanted, of { features: [${list}] }`,
    );
  });
  return { index: 0, extracted, derived: [] };
}

/** What else a feature takes than the measurements of a step. */
function takesMore(feature: Feature, { transforms }: FeatureGraph): string | undefined {
  if (feature.kind === 'derived') return 'is computed from whole columns, which single steps do not have';
  if (feature.inputs.length > 0)
    return `builds on other features (${feature.inputs.join(', ')}), and steps come one by one`;
  if (feature.sources.length > 1)
    return `is computed from ${feature.sources.join(' and ')} steps together, and steps come one by one`;
  // Then its values in the table are not those that its extractor gives.
  const isTransformed = transforms.some(({ targets }) => targets.includes(feature.name));
  return isTransformed ? 'is transformed with whole columns, which single steps do not have' : undefined;
}
