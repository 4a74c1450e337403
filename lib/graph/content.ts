import { remember } from '../remember.js';
import type { FeatureGraph } from './feature-graph.js';

/**
 * All that decides what a graph computes and which columns it gives, as text: the same for the same content, whatever the
 * configuration is called and however it was written.
 */
export const contentOf = remember(({ features, layout, selected, transforms }: FeatureGraph): string => {
  const contents = features.map((feature) => {
    if (feature.kind === 'derived') {
      const { name, inputs, text, unit } = feature;
      return { name, inputs, text, unit };
    }
    const { name, extractor, inputs, params, outputs } = feature;
    return {
      name,
      extractor: extractor.name,
      ...(inputs.length > 0 && { inputs }),
      version: extractor.version,
      params,
      units: outputs.map(({ unit }) => unit),
    };
  });
  const changes = transforms.map(({ operation: { type, method }, params, targets }) => ({
    type,
    method,
    params,
    targets,
  }));
  return canonicalJson({ layout, selected, features: contents, ...(changes.length > 0 && { transforms: changes }) });
});

/** JSON with the keys of every object in order. */
export function canonicalJson(value: unknown): string {
  return JSON.stringify(value, (_, item: unknown) => {
    // Which JSON would write as null, all three.
    if (typeof item === 'number' && !Number.isFinite(item)) return { number: String(item) };
    if (typeof item !== 'object' || item === null || Array.isArray(item)) return item;
    return Object.fromEntries(Object.entries(item).sort(([a], [b]) => (a < b ? -1 : 1)));
  });
}
