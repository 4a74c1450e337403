import { messageOf, OectError } from '../errors.js';
import { SOURCES } from '../experiment/step.js';
import { ExpressionError } from '../expression/index.js';
import type { Extractor, Output } from '../extractors/extractor.js';
import { builtInRegistry, type RegisteredExtractor, type Registry } from '../extractors/registry.js';
import { sourcesOf } from '../extractors/sources.js';
import { suggestion } from '../nearest.js';
import type { Transform } from '../postprocess/transform.js';
import type { TableLayout } from '../table/layout.js';
import { inputProblems } from './check-inputs.js';
import { outputsFault } from './check-outputs.js';
import { checkParams } from './check-params.js';
import { findCollisions } from './collisions.js';
import type { FeatureDefinition, FeatureDefinitions } from './definition.js';
import { expressionFunction, isExpression } from './expression-function.js';
import type { DerivedFeature, ExtractedFeature, Feature } from './feature.js';
import { findCycles, type Layer, layersOf } from './layers.js';
import { describeExpressionProblem, type GraphProblem } from './problem.js';
import { resolveTransforms, type TransformLists, transformed } from './transforms.js';
import { resolveUnits } from './units.js';

/** A complete, valid set of features and the order they can be computed in. */
export interface FeatureGraph {
  readonly features: readonly Feature[];
  readonly layers: readonly Layer[];
  /** Whether features of several numbers become one column each, `name_i`, or stay one list column. */
  readonly layout: TableLayout;
  /** Names of the features that the table shows, in the order of `features`; the others are computed for them. */
  readonly selected: readonly string[];
  /** What is done with the selected features once all are computed, in this order. */
  readonly transforms: readonly Transform[];
}

/** A graph cannot be made: all that is wrong with it. */
export class FeatureGraphError extends OectError {
  readonly problems: readonly GraphProblem[];

  constructor(problems: readonly GraphProblem[]) {
    super('bad-configuration', problems.map(({ message }) => message).join('\n'));
    this.problems = problems;
  }
}

/** How a graph is made of definitions: what names mean, and what the table shows. */
export interface FeatureGraphOptions extends TransformLists {
  /** What names of extractors and functions mean. Default: the built-in extractors. */
  readonly registry?: Registry;
  /** Whose parameter defaults to take: ours, or those of the Python system, which does no transforms. */
  readonly compat?: 'oect-infra-1.2';
  /** Default: `expanded`. */
  readonly layout?: TableLayout;
  /** The features to compute, with whatever they need. Default: all. */
  readonly selected?: readonly string[];
}

/**
 * Checks definitions as a whole and orders them into layers by longest path.
 *
 * @throws FeatureGraphError listing every fault: unknown extractors, functions and inputs, inputs of another shape, wrong
 *   parameters, units that contradict what they are of, transforms that cannot be done, colliding column names, cycles (as
 *   their path)
 */
export function createFeatureGraph(definitions: FeatureDefinitions, options: FeatureGraphOptions = {}): FeatureGraph {
  const { registry = builtInRegistry, layout = 'expanded' } = options;
  const problems: GraphProblem[] = [];
  const features: Feature[] = [];
  const names = Object.keys(definitions);
  if (names.length === 0) problems.push({ at: [], message: 'there are no features; define at least one' });

  for (const [name, definition] of Object.entries(definitions)) {
    const report = (message: string, ...at: string[]) =>
      problems.push({ at: [name, ...at], message: `feature "${name}": ${message}` });
    const feature =
      definition.extractor === undefined
        ? derivedFeature(name, definition, registry, names, report)
        : extractedFeature(name, definition, registry, names, options, report);
    if (feature !== undefined) features.push(feature);
  }
  for (const [index, name] of (options.selected ?? []).entries()) {
    if (names.includes(name)) continue;
    const message = `unknown selected feature "${name}"; ${suggestion(name, names)}`;
    problems.push({ at: [], selected: index, message });
  }
  const resolved = resolveUnits(features, (name) => definitions[name]?.unit);
  problems.push(...inputProblems(features), ...resolved.problems);
  const selected = names.filter((name) => options.selected?.includes(name) ?? true);
  const context = { features: resolved.features, names, selected };
  const transforms =
    options.compat === undefined ? resolveTransforms(options, context, (problem) => problems.push(problem)) : [];
  const shown = features.map((feature) => transformed(feature, transforms));
  problems.push(...findCollisions(shown, layout), ...cycleProblems(definitions));
  if (problems.length > 0) throw new FeatureGraphError(problems);
  const needed = withInputs(selected, features);
  const used = resolved.features.filter(({ name }) => needed.has(name));
  return { features: used, layers: layersOf(used), layout, selected, transforms };
}

type Report = (message: string, ...at: string[]) => void;

function inputsOf(definition: FeatureDefinition): readonly string[] {
  if (definition.input === undefined) return [];
  return typeof definition.input === 'string' ? [definition.input] : definition.input;
}

/** Those that are features: of an extractor it may also name the source. */
function featuresIn(definition: FeatureDefinition): readonly string[] {
  const inputs = inputsOf(definition);
  return definition.extractor === undefined ? inputs : inputs.filter((input) => !isSource(input));
}

function isSource(input: string): boolean {
  return SOURCES.some((source) => source === input);
}

function extractedFeature(
  name: string,
  definition: FeatureDefinition,
  registry: Registry,
  names: readonly string[],
  options: FeatureGraphOptions,
  report: Report,
): ExtractedFeature | undefined {
  if (definition.func !== undefined) report('has both an extractor and a func; it can have one of them', 'func');
  const registered = findExtractor(definition.extractor, registry, report);
  if (registered === undefined) return undefined;
  const { extractor } = registered;
  const inputs = extractorInputs(extractor, inputsOf(definition), names, report);
  const defaults = options.compat === undefined ? {} : extractor.legacy;
  const params = checkParams({ ...extractor, defaults }, definition.params ?? {}, (message, ...path) =>
    report(message, 'params', ...path),
  );
  if (params === undefined) return undefined;
  const outputs = outputsOf(extractor, params, definition, options, report);
  if (outputs === undefined) return undefined;
  return { kind: 'extracted', name, ...registered, sources: sourcesOf(extractor), inputs, params, outputs };
}

/** The features that an extractor is given: what stands in its input beside its sources. */
function extractorInputs(
  extractor: Extractor,
  given: readonly string[],
  features: readonly string[],
  report: Report,
): readonly string[] {
  const { name, inputs = {} } = extractor;
  const takes = Object.keys(inputs);
  const sources: readonly string[] = sourcesOf(extractor);
  const found = given.filter((input) => !sources.includes(input));
  for (const input of found) {
    if (takes.length === 0 || isSource(input)) {
      report(
        `input "${input}": extractor ${name} reads ${sources.map((source) => `"${source}"`).join(' and ')}`,
        'input',
      );
    } else if (!features.includes(input)) {
      report(`unknown input "${input}"; ${suggestion(input, [...sources, ...features])}`, 'input');
    }
  }
  if (takes.length > 0 && found.length !== takes.length) {
    const wanted = takes.length === 1 ? 'a feature' : `${takes.length} features`;
    report(`extractor ${name} builds on ${wanted} (${takes.join(', ')}), and input names ${found.length}`, 'input');
  }
  return found;
}

function findExtractor(
  extractor: string | Extractor | undefined,
  registry: Registry,
  report: Report,
): RegisteredExtractor | undefined {
  if (typeof extractor === 'object') {
    // An extractor of a loaded module is known by it, so that threads can load it as well.
    const registered = registry.extractors.get(extractor.name);
    return registered?.extractor === extractor ? registered : { extractor };
  }
  const registered = registry.extractors.get(String(extractor));
  if (registered === undefined) {
    report(
      `unknown extractor "${extractor}"; ${suggestion(String(extractor), registry.extractors.keys())}`,
      'extractor',
    );
  }
  return registered;
}

function outputsOf(
  extractor: Extractor,
  params: object,
  { description }: FeatureDefinition,
  { layout = 'expanded' }: FeatureGraphOptions,
  report: Report,
): readonly Output[] | undefined {
  try {
    const outputs = extractor.outputs(params);
    const fault = outputsFault(outputs, layout);
    if (fault !== undefined) {
      report(`extractor ${extractor.name} ${fault}`, 'extractor');
      return undefined;
    }
    const [main, ...others] = outputs;
    return [{ ...main, ...(description !== undefined && { description }) }, ...others];
  } catch (cause) {
    report(`extractor ${extractor.name} cannot tell its outputs: ${messageOf(cause)}`, 'params');
    return undefined;
  }
}

function derivedFeature(
  name: string,
  definition: FeatureDefinition,
  registry: Registry,
  names: readonly string[],
  report: Report,
): DerivedFeature | undefined {
  if (definition.func === undefined) {
    report('has neither an extractor nor a func; it needs one of them');
    return undefined;
  }
  if (definition.params !== undefined) report('params belong to an extractor; a func has none', 'params');
  const inputs = inputsOf(definition);
  if (inputs.length === 0) report('a func needs input: the features it is computed from', 'input');
  for (const input of inputs) {
    if (names.includes(input)) continue;
    const hint = isSource(input)
      ? 'a func takes features; only an extractor reads a source'
      : suggestion(
          input,
          names.filter((other) => other !== name),
        );
    report(`unknown input "${input}"; ${hint}`, 'input');
  }
  const found = findFunction(definition.func, inputs.length, registry, report);
  if (found === undefined) return undefined;
  const { description = '' } = definition;
  return { kind: 'derived', name, inputs, ...found, unit: '', description };
}

function findFunction(
  func: NonNullable<FeatureDefinition['func']>,
  inputs: number,
  registry: Registry,
  report: Report,
): Pick<DerivedFeature, 'func' | 'text' | 'expression'> | undefined {
  if (typeof func === 'function') return { func, text: func.toString() };
  const registered = registry.functions.get(func);
  if (registered !== undefined) return { func: registered.func, text: registered.func.toString() };
  if (isExpression(func)) return findExpression(func, inputs, report);
  const hint = suggestion(func, registry.functions.keys());
  report(`unknown function "${func}"; ${hint}; an expression begins with "lambda" or "np."`, 'func');
  return undefined;
}

function findExpression(text: string, inputs: number, report: Report) {
  try {
    const expression = expressionFunction(text);
    const { func, parameters } = expression;
    if (parameters.length === inputs) return { func, text, expression };
    report(`"${text}" has ${parameters.length} parameters and ${inputs} inputs; it needs as many`, 'func');
  } catch (error) {
    if (!(error instanceof ExpressionError)) throw error;
    for (const problem of error.problems) {
      report(describeExpressionProblem(problem), 'func');
    }
  }
  return undefined;
}

/** The named features and all that they are computed from. */
function withInputs(names: readonly string[], features: readonly Feature[]): ReadonlySet<string> {
  const byName = new Map(features.map((feature) => [feature.name, feature]));
  const needed = new Set(names);
  // A set also goes through what is added on the way.
  for (const name of needed) {
    const feature = byName.get(name);
    for (const input of feature?.inputs ?? []) needed.add(input);
  }
  return needed;
}

function cycleProblems(definitions: FeatureDefinitions): readonly GraphProblem[] {
  const inputs = new Map(Object.entries(definitions).map(([name, definition]) => [name, featuresIn(definition)]));
  return findCycles([...inputs.keys()], (name) => inputs.get(name) ?? []).map((cycle) => ({
    at: [cycle[0] as string, 'input'],
    message: `features depend on each other in a circle: ${cycle.join(' -> ')}`,
  }));
}
