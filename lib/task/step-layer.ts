import type { Configuration } from '../config/configuration.js';
import { OectError } from '../errors.js';
import type { ExtractedFeature, Feature } from '../graph/feature.js';
import type { FeatureGraph } from '../graph/feature-graph.js';
import type { Layer } from '../graph/layers.js';
import { suggestion } from '../nearest.js';

/**
 * The features of a configuration that a single step is enough for, as a layer.
 *
 * @param names - the features that are wanted. Default: all that the table of an experiment would have
 * @throws OectError `bad-argument` if there is none of that name, or if it takes whole columns: a derived feature, one that
 *   builds on earlier ones, or one that the configuration transforms
 */
export function stepLayer({ graph }: Configuration, names: readonly string[] = graph.selected): Layer {
  const ofOneStep = graph.features.filter((feature) => isOfOneStep(feature) && !isTransformed(feature, graph));
  const known = ofOneStep.map(({ name }) => name);
  const fault = names.map((name) => faultOf(name, known, graph)).find((fault) => fault !== undefined);
  if (fault !== undefined) throw new OectError('bad-argument', fault);
  const extracted = names.map((name) => ofOneStep.find((feature) => feature.name === name) as ExtractedFeature);
  return { index: 0, extracted, derived: [] };
}

function faultOf(name: string, known: readonly string[], { features }: FeatureGraph): string | undefined {
  if (known.includes(name)) return undefined;
  const feature = features.find((feature) => feature.name === name);
  if (feature === undefined) return `there is no feature "${name}"; ${suggestion(name, known)}`;
  const made = isOfOneStep(feature) ? 'transformed with' : 'computed from';
  const list = known.map((name) => `'${name}'`).join(', ');
  return (
    `feature "${name}" is ${made} whole columns, which single steps do not have; ` +
    `name the features that are wanted, of { features: [${list}] }`
  );
}

/** Extracted from its steps alone. */
function isOfOneStep({ kind, inputs }: Feature): boolean {
  return kind === 'extracted' && inputs.length === 0;
}

/** Then its values in the table are not those that its extractor gives. */
function isTransformed({ name }: Feature, { transforms }: FeatureGraph): boolean {
  return transforms.some(({ targets }) => targets.includes(name));
}
