import type { FeatureGraph } from '../graph/feature-graph.js';
import type { ConfigurationContent } from './schema.js';
import type { Path } from './schema-keys.js';

/** What a configuration says of itself that is not so. It has no effect on what is computed. */
export interface Contradiction {
  readonly path: Path;
  readonly message: string;
}

export function findContradictions(content: ConfigurationContent, graph: FeatureGraph): readonly Contradiction[] {
  return [...ofSources(content, graph), ...ofShapes(content, graph), ...ofTargets(content, graph)];
}

function ofSources({ data_type, data_source }: ConfigurationContent, graph: FeatureGraph): readonly Contradiction[] {
  const extracted = graph.features.filter((feature) => feature.kind === 'extracted');
  const other = extracted.find(
    ({ sources }) => data_type !== undefined && data_type !== 'both' && sources.some((source) => source !== data_type),
  );
  const experiment_type = data_source?.experiment_type ?? data_type;
  const contradictions: Contradiction[] = [];
  if (other !== undefined) {
    const read = new Set(extracted.flatMap(({ sources }) => sources));
    const hint = read.size > 1 ? 'both' : [...read].join();
    const message = `data_type: is "${data_type}"; feature "${other.name}" is of ${other.sources.join(' and ')} steps, so it must be "${hint}"`;
    contradictions.push({ path: ['data_type'], message });
  }
  if (data_type !== undefined && experiment_type !== data_type) {
    const message = `data_source.experiment_type: is "${experiment_type}"; data_type is "${data_type}", and both say the same`;
    contradictions.push({ path: ['data_source', 'experiment_type'], message });
  }
  return contradictions;
}

function ofShapes({ features }: ConfigurationContent, graph: FeatureGraph): readonly Contradiction[] {
  const shapes = new Map(
    graph.features.map((feature) => [
      feature.name,
      feature.kind === 'extracted' ? feature.outputs[0]?.shape : undefined,
    ]),
  );
  return features.flatMap(({ name, output_shape: declared }, index): readonly Contradiction[] => {
    const shape = shapes.get(name);
    // The shape of a func is known when it has been computed.
    if (!declared || shape === undefined) return [];
    const real = ['n_steps', ...shape];
    const fits = declared.length === real.length && declared.every((size, axis) => canBe(size, real[axis]));
    if (fits) return [];
    const message = `output_shape: is [${declared.join(', ')}]; feature "${name}" is [${real.join(', ')}]`;
    return [{ path: ['features', index, 'output_shape'], message }];
  });
}

/** Names are free: whether they mean the same, nobody knows. */
function canBe(declared: number | string, real: number | string | undefined): boolean {
  return typeof declared === 'string' || typeof real === 'string' || declared === real;
}

/** Transforms of features that the table does not show. */
function ofTargets(
  { postprocessing, advanced }: ConfigurationContent,
  { selected }: FeatureGraph,
): readonly Contradiction[] {
  const lists: readonly (readonly [Path, typeof postprocessing])[] = [
    [['postprocessing'], postprocessing],
    [['advanced', 'transforms'], advanced?.transforms],
  ];
  return lists.flatMap(([place, transforms]) =>
    (transforms ?? []).flatMap(({ target }, index) => {
      const path = [...place, index, 'target'];
      const targets =
        typeof target === 'string'
          ? [[path, target] as const]
          : (target ?? []).map((name, i) => [[...path, i], name] as const);
      return targets
        .filter(([, name]) => !selected.includes(name))
        .map(([at, name]) => ({
          path: at,
          message: `${at.join('.')}: feature "${name}" is not selected; only what the table shows is transformed`,
        }));
    }),
  );
}
