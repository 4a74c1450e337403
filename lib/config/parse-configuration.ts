import * as v from 'valibot';
import { describeMistake } from '../describe-mistake.js';
import { builtInRegistry, type Registry } from '../extractors/registry.js';
import type { FeatureDefinition, FeatureDefinitions, TransformDefinition } from '../graph/definition.js';
import { createFeatureGraph, type FeatureGraph, FeatureGraphError } from '../graph/feature-graph.js';
import type { GraphProblem } from '../graph/problem.js';
import { leaveOutTransforms } from './compat-transforms.js';
import type { Configuration } from './configuration.js';
import { ConfigurationError, linesOf } from './configuration-error.js';
import { findContradictions } from './contradictions.js';
import {
  CompatSchema,
  type ConfigurationContent,
  ConfigurationSchema,
  FeatureSchema,
  TransformSchema,
  VersioningSchema,
} from './schema.js';
import { type Path, remarksOnKeys } from './schema-keys.js';
import { isMapping } from './schema-parts.js';
import type { ProgramPart } from './written-feature.js';
import { type Positioned, parseYaml } from './yaml-source.js';

/** What the text is called, and what its names mean. */
export interface ParseOptions {
  /** Names the text in messages: a path. */
  readonly file: string;
  /** Of a configuration that does not name itself. */
  readonly name: string;
  readonly registry?: Registry;
  /** What to do about unknown keys, and about what the features contradict. @defaultValue `warn` */
  readonly doubts?: 'warn' | 'refuse';
  /** What a program has in the place of what is written, by the name of the feature. */
  readonly parts?: ProgramParts;
}

/** Functions and extractors of a program, which no text can hold, by the name of the feature that they are for. */
export type ProgramParts = ReadonlyMap<string, ProgramPart>;

/**
 * Reads a configuration from YAML or JSON. Runs nothing that is written in it.
 *
 * @throws ConfigurationError with every mistake, its line and its column
 */
export function parseConfiguration(text: string, options: ParseOptions): Configuration {
  const { file, doubts = 'warn' } = options;
  const source = parseYaml(text);
  if (source.errors.length > 0) throw new ConfigurationError(file, source.errors);
  const undone = leaveOutTransforms(source.content);
  const listed = asFeatureList(undone.content);
  const positioned = (path: Path, message: string): Positioned => ({ ...source.positionOf(path), message });
  const problems: Positioned[] = [];
  const report = (path: Path, message: string) => problems.push(positioned(path, message));

  for (const { path, message } of misnamed(source.content)) report(path, message);
  const parsed = v.safeParse(ConfigurationSchema, listed.content, { message: describeMistake });
  if (!parsed.success) {
    for (const issue of parsed.issues) {
      const path = listed.pathInText((issue.path ?? []).map(({ key }) => key as string | number));
      report(path, `${path.join('.') || 'configuration'}: ${issue.message}`);
    }
  }
  const content: GraphContent | undefined = parsed.success ? parsed.output : wellFormedPart(listed.content);
  const features = content?.features ?? [];
  for (const [index, first] of duplicateNames(features)) {
    const { line } = source.positionOf(listed.pathInText(['features', first]));
    const message = `feature "${features[index]?.name}" is defined twice, first in line ${line}; give one another name`;
    report(listed.pathInText(['features', index, 'name']), message);
  }
  const reportProblem = ({ at: [name, ...rest], selected, transform, message }: GraphProblem) => {
    // Of features of one name the graph has the last.
    const index = features.findLastIndex((feature) => feature.name === name);
    if (features[index]?.malformed) return;
    if (selected !== undefined) report(['versioning', 'selected_features', selected], message);
    else if (transform !== undefined) report(transform, message);
    else report(index < 0 ? ['features'] : listed.pathInText(['features', index, ...rest]), message);
  };
  const graph = content && makeGraph(content, options, reportProblem);

  const remarks = [...undone.remarks, ...remarksOnKeys(ConfigurationSchema, listed.content)];
  const contradictions = parsed.success && graph !== undefined ? findContradictions(parsed.output, graph) : [];
  const doubtful = [...remarks.filter(({ kind }) => kind === 'unknown'), ...contradictions].map(({ path, message }) =>
    positioned(listed.pathInText(path), message),
  );
  const isRefused = problems.length > 0 || (doubts === 'refuse' && doubtful.length > 0);
  if (!parsed.success || graph === undefined || isRefused) {
    // An unknown key is often why something else is missing.
    throw new ConfigurationError(file, [...problems, ...doubtful]);
  }
  const ignored = remarks
    .filter(({ kind }) => kind === 'ignored')
    .map(({ path, message }) => positioned(path, message));
  return {
    name: parsed.output.name ?? options.name,
    version: parsed.output.config_version,
    description: parsed.output.description,
    text,
    graph,
    warnings: linesOf(file, [...doubtful, ...ignored]),
  };
}

/** Both ways to write features, as the list that the schema knows; and the way back from it to the text. */
function asFeatureList(content: unknown): { content: unknown; pathInText: (path: Path) => Path } {
  const same = { content, pathInText: (path: Path) => path };
  if (!isMapping(content) || !isMapping(content.features)) return same;
  const entries = Object.entries(content.features);
  return {
    content: { ...content, features: entries.map(([name, rest]) => (isMapping(rest) ? { ...rest, name } : rest)) },
    pathInText: ([first, index, ...rest]) =>
      first !== 'features' || typeof index !== 'number'
        ? ([first, index, ...rest].filter((key) => key !== undefined) as Path)
        : [first, entries[index]?.[0] ?? '', ...rest],
  };
}

/** Features of a mapping that give themselves another name than the key they stand under. */
function misnamed(content: unknown): readonly { readonly path: Path; readonly message: string }[] {
  const features = isMapping(content) && isMapping(content.features) ? Object.entries(content.features) : [];
  return features.flatMap(([key, feature]) => {
    if (!isMapping(feature) || feature.name === undefined || feature.name === key) return [];
    const message = `features.${key}.name: is ${JSON.stringify(feature.name)}; it must be "${key}", its key, or be left out`;
    return [{ path: ['features', key, 'name'], message }];
  });
}

/** The part of a configuration that the graph is made of. */
interface GraphContent extends Partial<Pick<ConfigurationContent, 'versioning' | 'compat'>> {
  readonly features: readonly FeatureContent[];
  readonly postprocessing?: readonly TransformContent[] | null | undefined;
  readonly advanced?: { readonly transforms?: readonly TransformContent[] | null | undefined } | null | undefined;
}

type TransformContent = v.InferOutput<typeof TransformSchema>;

type FeatureContent = ConfigurationContent['features'][number] & {
  /** Only its name is known, so that others can name it: what is wrong with it has been reported. */
  readonly malformed?: true;
};

/** What can be checked of a configuration in which something has the wrong form, so that all mistakes are told at once. */
function wellFormedPart(content: unknown): GraphContent | undefined {
  if (!isMapping(content) || !Array.isArray(content.features)) return undefined;
  const features = content.features.map((item: unknown): FeatureContent => {
    const feature = v.safeParse(FeatureSchema, item);
    if (feature.success) return feature.output;
    return { name: isMapping(item) && typeof item.name === 'string' ? item.name : '', malformed: true };
  });
  if (features.every(({ malformed }) => malformed)) return undefined;
  const versioning = v.safeParse(VersioningSchema, content.versioning ?? {});
  const compat = v.safeParse(CompatSchema, content.compat);
  return {
    features,
    // Lists have no expanded names that could collide.
    versioning: versioning.success ? versioning.output : { expand_multidim: false },
    ...(compat.success && { compat: compat.output }),
    postprocessing: wellFormedTransforms(content.postprocessing),
    advanced: { transforms: wellFormedTransforms(isMapping(content.advanced) && content.advanced.transforms) },
  };
}

/** In the place of what is malformed, and reported, stands a transform of nothing: so the others keep their numbers. */
function wellFormedTransforms(list: unknown): readonly TransformContent[] {
  if (!Array.isArray(list)) return [];
  return list.map((item: unknown) => {
    const transform = v.safeParse(TransformSchema, item);
    return transform.success ? transform.output : { type: 'filter', target: [], params: { min: 0 } };
  });
}

/** Indices of features whose name another has before them, each with the index of that one. */
function duplicateNames(features: readonly FeatureContent[]): readonly (readonly [number, number])[] {
  const firsts = new Map<string, number>();
  return features.flatMap(({ name }, index) => {
    const first = firsts.get(name);
    if (first === undefined) firsts.set(name, index);
    return first === undefined || name === '' ? [] : [[index, first] as const];
  });
}

function makeGraph(
  content: GraphContent,
  { registry = builtInRegistry, parts }: ParseOptions,
  report: (problem: GraphProblem) => void,
): FeatureGraph | undefined {
  const definitions: FeatureDefinitions = Object.fromEntries(
    content.features
      .filter(({ name }) => name !== '')
      .map((feature) => [feature.name, { ...definitionOf(feature), ...parts?.get(feature.name) }]),
  );
  const selected = content.versioning?.selected_features ?? [];
  try {
    return createFeatureGraph(definitions, {
      registry,
      layout: content.versioning?.expand_multidim === false ? 'lists' : 'expanded',
      ...(content.compat !== undefined && { compat: content.compat }),
      ...(selected.length > 0 && { selected }),
      transforms: (content.advanced?.transforms ?? []).map(transformDefinitionOf),
      postprocessing: (content.postprocessing ?? []).map(transformDefinitionOf),
    });
  } catch (error) {
    if (!(error instanceof FeatureGraphError)) throw error;
    error.problems.forEach(report);
    return undefined;
  }
}

function definitionOf(feature: FeatureContent): FeatureDefinition {
  const { extractor, func, input, params, unit, description } = feature;
  return {
    ...(extractor !== undefined && { extractor }),
    ...(func !== undefined && { func }),
    ...(input !== undefined && { input }),
    // `params: {}` beside a func is how the Python system's own files are written.
    ...(params && Object.keys(params).length > 0 && { params }),
    ...(unit && { unit }),
    ...(description !== undefined && { description }),
  };
}

function transformDefinitionOf({ type, target, params }: TransformContent): TransformDefinition {
  return { type, ...(target && { target }), ...(params && { params }) };
}
