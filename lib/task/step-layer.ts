import type { Configuration } from '../config/configuration.js';
import { OectError } from '../errors.js';
import type { ExtractedFeature } from '../graph/feature.js';
import type { Layer } from '../graph/layers.js';
import { suggestion } from '../nearest.js';

/**
 * The features of a configuration that a single step is enough for, as a layer.
 *
 * @param names - the features that are wanted. Default: all that the table of an experiment would have
 * @throws OectError `bad-argument` if one of them is computed from whole columns, or there is none of that name
 */
export function stepLayer({ graph }: Configuration, names: readonly string[] = graph.selected): Layer {
  const ofOneStep = graph.features.filter((feature) => feature.kind === 'extracted');
  const extracted = names.map((name) => findFeature(name, ofOneStep, graph.features));
  return { index: 0, extracted, derived: [] };
}

function findFeature(
  name: string,
  ofOneStep: readonly ExtractedFeature[],
  all: readonly { readonly name: string }[],
): ExtractedFeature {
  const found = ofOneStep.find((feature) => feature.name === name);
  if (found !== undefined) return found;
  if (all.some((feature) => feature.name === name)) {
    const others = ofOneStep.map((feature) => `'${feature.name}'`).join(', ');
    throw new OectError(
      'bad-argument',
      `feature "${name}" is computed from whole columns, which single steps do not have; ` +
        `name the features that are wanted, of { features: [${others}] }`,
    );
  }
  const hint = suggestion(
    name,
    ofOneStep.map((feature) => feature.name),
  );
  throw new OectError('bad-argument', `there is no feature "${name}"; ${hint}`);
}
