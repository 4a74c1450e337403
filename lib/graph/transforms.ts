import { suggestion } from '../nearest.js';
import { type Described, type Operation, titleOf } from '../postprocess/operation.js';
import { operations, operationTypes } from '../postprocess/operations.js';
import type { Transform } from '../postprocess/transform.js';
import { checkParams } from './check-params.js';
import type { TransformDefinition } from './definition.js';
import type { Feature } from './feature.js';
import type { GraphProblem } from './problem.js';

/** What transforms can be done with. */
export interface TransformContext {
  /** All that are defined, with their units. */
  readonly features: readonly Feature[];
  /** Names of all that are defined. */
  readonly names: readonly string[];
  /** Names of those that the table shows. */
  readonly selected: readonly string[];
}

/** Both lists of a configuration, in the order in which they are done. */
export interface TransformLists {
  /** `advanced.transforms` of a configuration file: done before the postprocessing. Default: none. */
  readonly transforms?: readonly TransformDefinition[];
  /** Done in this order with the features that the table shows, once all are computed. Default: none. */
  readonly postprocessing?: readonly TransformDefinition[];
}

/** Checks transforms one after the other, each with what those before it leave, and reports all that is wrong with them. */
export function resolveTransforms(
  { transforms = [], postprocessing = [] }: TransformLists,
  context: TransformContext,
  report: (problem: GraphProblem) => void,
): readonly Transform[] {
  const placed = [
    ...transforms.map((definition, index) => ({ definition, place: ['advanced', 'transforms', index] })),
    ...postprocessing.map((definition, index) => ({ definition, place: ['postprocessing', index] })),
  ];
  const resolved: Transform[] = [];
  for (const { definition, place } of placed) {
    const reportAt = (message: string, ...path: (string | number)[]) => {
      const transform = [...place, ...path];
      report({ at: [], transform, message: `${transform.join('.')}: ${message}` });
    };
    const transform = resolveTransform(definition, resolved, context, reportAt);
    if (transform !== undefined && transform.targets.length > 0) resolved.push(transform);
  }
  return resolved;
}

/** A feature as the table shows it: with the unit, the shape and the description that transforms leave. */
export function transformed(feature: Feature, transforms: readonly Transform[]): Feature {
  return transforms
    .filter(({ targets }) => targets.includes(feature.name))
    .reduce((before, transform) => afterOne(before, transform), feature);
}

type ReportAt = (message: string, ...path: (string | number)[]) => void;

function resolveTransform(
  definition: TransformDefinition,
  earlier: readonly Transform[],
  { features, names, selected }: TransformContext,
  report: ReportAt,
): Transform | undefined {
  const operation = findOperation(definition, report);
  if (operation === undefined) return undefined;
  const { method: _, ...given } = definition.params ?? {};
  const params = checkParams({ ...operation, name: titleOf(operation) }, given, (message, ...path) =>
    report(message, 'params', ...path),
  );
  const named = namedTargets(definition, names, report);
  if (params === undefined || named === undefined) return undefined;
  const targets = selected.filter((name) => {
    if (!named.has(name)) return false;
    const feature = features.find((each) => each.name === name);
    const values = feature && valuesOf(transformed(feature, earlier));
    // Of a feature that is missing it has been told what is wrong with it.
    const fault = values && operation.fault?.(values, params);
    if (fault === undefined) return values !== undefined;
    // Where all features are meant, those are that it can be done with.
    const index = named.get(name);
    if (index !== undefined) report(`${titleOf(operation)} of feature "${name}": ${fault}`, 'target', ...index);
    return false;
  });
  return { operation, params, targets };
}

function findOperation({ type, params = {} }: TransformDefinition, report: ReportAt): Operation | undefined {
  // A program in JavaScript may say anything.
  if (!operationTypes.includes(type)) {
    report(`unknown type ${JSON.stringify(type)}; ${suggestion(String(type), operationTypes)}`, 'type');
    return undefined;
  }
  const known = operations[type];
  const method = params.method ?? (type === 'filter' && ('min' in params || 'max' in params) ? 'range' : undefined);
  const found = known.find((operation) => operation.method === method);
  if (found !== undefined) return found;
  const methods = known.map((operation) => operation.method);
  if (method === undefined) report(`${type} needs a method; known: ${methods.join(', ')}`, 'params');
  else
    report(
      `unknown method ${JSON.stringify(method)} of ${type}; ${suggestion(String(method), methods)}`,
      'params',
      'method',
    );
  return undefined;
}

/** The named features, each with where its name stands below `target`; all, if none is named. */
function namedTargets(
  { target }: TransformDefinition,
  names: readonly string[],
  report: ReportAt,
): ReadonlyMap<string, readonly number[] | undefined> | undefined {
  if (target === undefined) return new Map(names.map((name) => [name, undefined]));
  const named = new Map<string, readonly number[]>();
  const isList = typeof target !== 'string';
  let isKnown = true;
  for (const [index, name] of (isList ? target : [target]).entries()) {
    const path = isList ? [index] : [];
    if (!named.has(name)) named.set(name, path);
    if (names.includes(name)) continue;
    isKnown = false;
    report(`unknown feature "${name}"; ${suggestion(name, names)}`, 'target', ...path);
  }
  return isKnown ? named : undefined;
}

function valuesOf(feature: Feature): Described | undefined {
  return feature.kind === 'derived' ? feature : feature.outputs[0];
}

function afterOne(feature: Feature, { operation, params }: Transform): Feature {
  if (feature.kind === 'derived') return operation.describe(feature, params);
  const [main, ...others] = feature.outputs;
  return main === undefined ? feature : { ...feature, outputs: [operation.describe(main, params), ...others] };
}
