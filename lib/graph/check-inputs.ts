import type { Extractor, Input, Shape } from '../extractors/extractor.js';
import type { ExtractedFeature, Feature } from './feature.js';
import type { GraphProblem } from './problem.js';

/** An input that an extractor takes, and the feature that it is given for it. */
export interface BoundInput extends Input {
  /** What the extractor calls it. */
  readonly input: string;
  readonly feature: string;
}

/** Each input of a feature's extractor with the feature for it; none if there are not as many. */
export function boundInputs({
  extractor,
  inputs,
}: Pick<ExtractedFeature, 'extractor' | 'inputs'>): readonly BoundInput[] {
  const taken = Object.entries(extractor.inputs ?? {});
  if (taken.length !== inputs.length) return [];
  return taken.map(([input, declared], index) => ({ ...declared, input, feature: inputs[index] as string }));
}

/**
 * Inputs of extractors that are not of the shape that they take. What a func gives is known when it has been computed, and
 * is compared then.
 */
export function inputProblems(features: readonly Feature[]): readonly GraphProblem[] {
  const byName = new Map(features.map((feature) => [feature.name, feature]));
  return features.flatMap((feature): readonly GraphProblem[] => {
    if (feature.kind === 'derived') return [];
    return boundInputs(feature).flatMap((bound) => {
      const fault = shapeProblem(bound, byName.get(bound.feature), feature.extractor);
      if (fault === undefined) return [];
      return [{ at: [feature.name, 'input'], message: `feature "${feature.name}": ${fault}` }];
    });
  });
}

/** Why a feature is none for an input, as far as its shape is known. */
export function shapeProblem(bound: BoundInput, given: Feature | undefined, extractor: Extractor): string | undefined {
  const shape = given?.kind === 'extracted' ? given.outputs[0]?.shape : undefined;
  return shape && shapeFault(bound, shape, extractor);
}

/** Why a feature of this shape is none for an input; undefined if it is one. Only a dynamic dimension takes another size. */
export function shapeFault(
  { input, feature, shape: taken }: BoundInput,
  shape: Shape,
  { name }: Extractor,
): string | undefined {
  const fits =
    shape.length === taken.length && taken.every((size, axis) => typeof size === 'string' || size === shape[axis]);
  if (fits) return undefined;
  return `input "${feature}" gives ${describe(shape)}; extractor ${name} takes ${describe(taken)} for "${input}"`;
}

function describe(shape: Shape): string {
  return shape.length === 0 ? 'a number' : `numbers of shape [${shape.join(', ')}]`;
}
