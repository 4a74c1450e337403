import { parseConfiguration } from '../config/parse-configuration.js';
import { isMapping } from '../config/schema-parts.js';
import { parseYaml } from '../config/yaml-source.js';
import { isOectError } from '../errors.js';
import { builtInRegistry, type Registry } from '../extractors/registry.js';
import type { ExtractedFeature, Feature } from '../graph/feature.js';
import type { FeatureGraph } from '../graph/feature-graph.js';
import { describeTransform } from '../postprocess/transform.js';
import type { FeatureMetadata } from '../table/metadata.js';
import type { Reason } from './explain.js';
import type { Sides } from './sides.js';

/** A configuration that a file was made by, as this version of the program reads it. */
interface Recorded {
  readonly graph: FeatureGraph;
  /** The system whose defaults it takes. */
  readonly compat: unknown;
}

/** What differs between the configurations of two files: parameters, functions, units, features and defaults. */
export function configurationReasons(
  a: FeatureMetadata,
  b: FeatureMetadata,
  registry: Registry = builtInRegistry,
): readonly Reason[] {
  if (a.config.hash === b.config.hash) return [];
  const recorded = { a: readConfiguration(a, registry), b: readConfiguration(b, registry) };
  if (recorded.a === undefined || recorded.b === undefined) {
    const which = recorded.a === undefined ? (recorded.b === undefined ? 'both' : 'A') : 'B';
    const message = `the configurations differ (${nameOf(a)} -> ${nameOf(b)}); how is not known, for that of ${which} needs extractors or functions that are not there`;
    return [{ kind: 'configuration', message }];
  }
  const sides = { a: recorded.a, b: recorded.b };
  const reasons = [...graphReasons(sides), ...featureReasons(sides)];
  if (reasons.length > 0) return reasons;
  const message = `the configurations differ (${nameOf(a)} -> ${nameOf(b)}), in defaults or extractors of the versions that read them`;
  return [{ kind: 'configuration', message }];
}

function readConfiguration({ config }: FeatureMetadata, registry: Registry): Recorded | undefined {
  try {
    const { graph } = parseConfiguration(config.text, { file: config.name, name: config.name, registry });
    const { content } = parseYaml(config.text);
    return { graph, compat: isMapping(content) ? content.compat : undefined };
  } catch (error) {
    // Of another version of the program, or with functions that were only in a program.
    if (isOectError(error, 'bad-configuration')) return undefined;
    throw error;
  }
}

function nameOf({ config }: FeatureMetadata): string {
  return `${config.name} ${config.version}`;
}

function graphReasons({ a, b }: Sides<Recorded>): readonly Reason[] {
  const settings = [
    ['compat', a.compat, b.compat],
    ['expand_multidim', a.graph.layout === 'expanded', b.graph.layout === 'expanded'],
    ['postprocessing', transformsOf(a), transformsOf(b)],
  ] as const;
  return settings
    .flatMap(([name, inA, inB]) => change(name, inA, inB))
    .map((message) => ({ kind: 'configuration', message }));
}

function transformsOf({ graph }: Recorded): string {
  return graph.transforms.map(describeTransform).join('; ') || 'none';
}

function featureReasons({ a, b }: Sides<Recorded>): readonly Reason[] {
  const [inA, inB] = [a, b].map(({ graph }) => new Map(graph.features.map((feature) => [feature.name, feature])));
  const names = new Set([...(inA?.keys() ?? []), ...(inB?.keys() ?? [])]);
  return [...names].flatMap((name): readonly Reason[] => {
    const [one, other] = [inA?.get(name), inB?.get(name)];
    if (one === undefined || other === undefined) {
      const message = `only ${one === undefined ? 'B' : 'A'} has it`;
      return [{ kind: 'feature', feature: name, message: `feature "${name}": ${message}` }];
    }
    return changesOf({ a: one, b: other }, { a, b }).map((message) => ({
      kind: 'feature',
      feature: name,
      message: `feature "${name}": ${message}`,
    }));
  });
}

function changesOf({ a, b }: Sides<Feature>, recorded: Sides<Recorded>): readonly string[] {
  const units = change('unit', unitsOf(a), unitsOf(b));
  if (a.kind === 'derived' && b.kind === 'derived') {
    return [...change('func', a.text, b.text), ...change('input', a.inputs, b.inputs), ...units];
  }
  if (a.kind === 'derived' || b.kind === 'derived' || a.extractor.name !== b.extractor.name) {
    return [...change('computed by', originOf(a), originOf(b)), ...units];
  }
  return [...paramChanges({ a, b }, recorded), ...change('input', a.inputs, b.inputs), ...units];
}

function paramChanges(features: Sides<ExtractedFeature>, recorded: Sides<Recorded>): readonly string[] {
  const params = { a: new Map(Object.entries(features.a.params)), b: new Map(Object.entries(features.b.params)) };
  return [...new Set([...params.a.keys(), ...params.b.keys()])].flatMap((name) => {
    const changes = change(name, params.a.get(name), params.b.get(name));
    const legacy = (['a', 'b'] as const).filter(
      (side) => recorded[side].compat !== undefined && isLegacy(features[side], name, params[side].get(name)),
    );
    // Where only one has the defaults of the other system, they may be why.
    const [side] = legacy;
    if (side === undefined || legacy.length > 1 || recorded.a.compat === recorded.b.compat) return changes;
    return changes.map((text) => `${text} (default of compat in ${side.toUpperCase()})`);
  });
}

/** Whether the value is the one that the extractor has by default under `compat`. */
function isLegacy({ extractor }: ExtractedFeature, name: string, value: unknown): boolean {
  const legacy = new Map<string, unknown>(Object.entries(extractor.legacy ?? {}));
  return legacy.has(name) && textOf(legacy.get(name)) === textOf(value);
}

function unitsOf(feature: Feature): readonly unknown[] {
  return feature.kind === 'derived' ? [feature.unit] : feature.outputs.map(({ unit }) => unit);
}

function originOf(feature: Feature): string {
  return feature.kind === 'derived' ? feature.text : feature.extractor.name;
}

function change(name: string, a: unknown, b: unknown): readonly string[] {
  const [from, to] = [textOf(a), textOf(b)];
  return from === to ? [] : [`${name}: ${from} -> ${to}`];
}

function textOf(value: unknown): string {
  if (value === undefined) return 'not given';
  if (Array.isArray(value) && value.length === 1) return textOf(value[0]);
  return typeof value === 'string' && value !== '' ? value : JSON.stringify(value);
}
