import { messageOf, OectError } from '../errors.js';
import { SOURCES } from '../experiment/step.js';
import type { DerivedFunction } from '../graph/definition.js';
import { suggestion } from '../nearest.js';
import { builtInExtractors } from './built-in.js';
import type { Extractor } from './extractor.js';
import { isShape } from './is-shape.js';

/** An extractor and the URL of the module it came from, by which other threads load it. Built-in ones have none. */
export interface RegisteredExtractor {
  readonly extractor: Extractor;
  readonly module?: string;
}

/** A function for derived features and the URL of the module it came from. */
export interface RegisteredFunction {
  readonly func: DerivedFunction;
  readonly module: string;
}

/** All extractors and functions that names in a configuration can mean. */
export interface Registry {
  readonly extractors: ReadonlyMap<string, RegisteredExtractor>;
  readonly functions: ReadonlyMap<string, RegisteredFunction>;
}

/** The extractors of this package. */
export const builtInRegistry: Registry = {
  extractors: new Map(builtInExtractors.map((extractor) => [extractor.name, { extractor }])),
  functions: new Map(),
};

/** Whether an extractor is one of this package, and not just called like one. */
export function isBuiltIn(extractor: Extractor): boolean {
  return builtInRegistry.extractors.get(extractor.name)?.extractor === extractor;
}

/**
 * The built-in extractors and those of modules of your own.
 *
 * Of a module, every export that is an extractor (or a list of them) is registered under its `name`, and every exported
 * function as a function for derived features, under the name of its export.
 *
 * @param modules - URLs of the modules, as `import()` takes them (`file:///.../my-extractors.js`)
 * @throws OectError `bad-module`: it cannot be loaded, exports nothing of use, or a name is taken
 */
export async function loadRegistry(modules: readonly string[]): Promise<Registry> {
  const extractors = new Map(builtInRegistry.extractors);
  const functions = new Map<string, RegisteredFunction>();
  for (const module of new Set(modules)) {
    const found = exportsOf(await importModule(module), module);
    if (found.extractors.length + found.functions.length === 0) {
      throw new OectError(
        'bad-module',
        `${module} exports neither an extractor nor a function; export one made with defineExtractor()`,
        { file: module },
      );
    }
    for (const extractor of found.extractors) {
      const taken = extractors.get(extractor.name);
      if (taken !== undefined) {
        const owner = taken.module ?? 'the built-in extractors';
        throw new OectError('bad-module', `${module}: extractor "${extractor.name}" is already defined by ${owner}`, {
          file: module,
        });
      }
      extractors.set(extractor.name, { extractor, module });
    }
    for (const [name, func] of found.functions) {
      const taken = functions.get(name);
      if (taken !== undefined) {
        throw new OectError('bad-module', `${module}: function "${name}" is already defined by ${taken.module}`, {
          file: module,
        });
      }
      functions.set(name, { func, module });
    }
  }
  return { extractors, functions };
}

async function importModule(url: string): Promise<Readonly<Record<string, unknown>>> {
  try {
    return await import(url);
  } catch (cause) {
    throw new OectError('bad-module', `cannot load extractor module ${url}: ${messageOf(cause)}`, { file: url, cause });
  }
}

function exportsOf(exported: Readonly<Record<string, unknown>>, module: string) {
  const extractors: Extractor[] = [];
  const functions: [string, DerivedFunction][] = [];
  for (const [name, value] of Object.entries(exported)) {
    for (const candidate of Array.isArray(value) ? value : [value]) {
      if (looksLikeExtractor(candidate)) extractors.push(checkExtractor(candidate, name, module));
    }
    if (typeof value === 'function') functions.push([name, value as DerivedFunction]);
  }
  return { extractors: [...new Set(extractors)], functions };
}

function looksLikeExtractor(value: unknown): value is Partial<Extractor> {
  return typeof value === 'object' && value !== null && 'extract' in value && 'source' in value;
}

function isSchema(value: unknown): boolean {
  return typeof value === 'object' && value !== null && '~run' in value && !('async' in value && value.async === true);
}

/** One, or two and more that differ; of anything else what no source is. */
function sourcesIn(source: unknown): readonly unknown[] {
  if (!Array.isArray(source)) return [source];
  return source.length > 1 && new Set(source).size === source.length ? source : [source];
}

function isInputs(inputs: unknown): boolean {
  const isObject = typeof inputs === 'object' && inputs !== null && !Array.isArray(inputs);
  return isObject && Object.values(inputs).every((input) => isShape(input?.shape));
}

/** The fields that every use of an extractor relies on; the type checker has not seen a module written in JavaScript. */
function checkExtractor(found: Partial<Extractor>, exportName: string, module: string): Extractor {
  const name = `${module}: extractor ${typeof found.name === 'string' ? `"${found.name}"` : `in export "${exportName}"`}`;
  const fail = (what: string): never => {
    throw new OectError('bad-module', `${name} ${what}`, { file: module });
  };
  if (typeof found.name !== 'string' || found.name === '') fail('needs a name, such as "transfer.my_feature"');
  for (const source of sourcesIn(found.source)) {
    if (!SOURCES.some((known) => known === source)) {
      fail(`has source ${JSON.stringify(source)}; ${suggestion(String(source), SOURCES)}`);
    }
  }
  if (typeof found.extract !== 'function') fail('needs extract(step, params), a function');
  if (found.extractBatch !== undefined && typeof found.extractBatch !== 'function') {
    fail('has an extractBatch that is no function; it needs extractBatch(steps, params), or none');
  }
  if (found.inputs !== undefined && !isInputs(found.inputs)) {
    fail(
      `has inputs ${JSON.stringify(found.inputs)}; it needs a shape for each, such as { gm: { shape: [] } }, or none`,
    );
  }
  if (typeof found.outputs !== 'function') fail('needs outputs(params), a function that lists shape and unit');
  if (!isSchema(found.params)) fail('needs params, a valibot object schema (v.strictObject({}) for none)');
  if (typeof found.version !== 'number') fail('needs a version, a number that is raised whenever results change');
  return found as Extractor;
}
