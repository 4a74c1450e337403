import { readFile } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import * as v from 'valibot';
import { ConfigurationError, linesOf } from '../config/configuration-error.js';
import { remarksOnKeys } from '../config/schema-keys.js';
import { type Positioned, parseYaml } from '../config/yaml-source.js';
import { describeMistake } from '../describe-mistake.js';
import { messageOf, OectError } from '../errors.js';
import { type CatalogConfigurationContent, CatalogConfigurationSchema } from './catalog-schema.js';
import { INDEX_NAME } from './index-file.js';
import { type CatalogSettings, DEFAULT_SETTINGS } from './settings.js';

/** What a `catalog_config.yaml` says. */
export interface CatalogConfiguration {
  readonly settings: CatalogSettings;
  /** Where the index is kept: beside the file. */
  readonly index: string;
  /** Threads that read files; absent if it does not say. */
  readonly workers?: number;
  /** What has no meaning here, and what looks like a mistake: a line each, with its place. */
  readonly warnings: readonly string[];
}

/** How a file of catalog settings is read. */
export interface CatalogConfigurationOptions {
  /** Values of `${NAME}` in paths. @defaultValue those of the process */
  readonly environment?: Readonly<Record<string, string | undefined>>;
  /** What to do about unknown keys. @defaultValue `warn` */
  readonly doubts?: 'warn' | 'refuse';
}

/**
 * Loads a `catalog_config.yaml`, as oect-infra has it.
 *
 * @throws ConfigurationError with every mistake, its line and its column; OectError `bad-configuration` if it cannot be read
 */
export async function loadCatalogConfiguration(
  file: string,
  options: CatalogConfigurationOptions = {},
): Promise<CatalogConfiguration> {
  let text: string;
  try {
    text = await readFile(file, 'utf8');
  } catch (cause) {
    const message = `cannot read the configuration of the catalog ${file}: ${messageOf(cause)}`;
    throw new OectError('bad-configuration', message, { file, cause });
  }
  return parseCatalogConfiguration(text, file, options);
}

/** Reads the text of such a file; paths in it are relative to where it lies. */
export function parseCatalogConfiguration(
  text: string,
  file: string,
  { environment = process.env, doubts = 'warn' }: CatalogConfigurationOptions = {},
): CatalogConfiguration {
  const source = parseYaml(text);
  if (source.errors.length > 0) throw new ConfigurationError(file, source.errors);
  const placed = ({ path, message }: Remark): Positioned => ({ ...source.positionOf(path), message });
  const parsed = v.safeParse(CatalogConfigurationSchema, source.content, { message: describeMistake });
  const mistakes = (parsed.issues ?? []).map((issue): Remark => {
    const path = (issue.path ?? []).map(({ key }) => key as string | number);
    return { path, message: `${path.join('.') || 'configuration'}: ${issue.message}` };
  });
  const onKeys = remarksOnKeys(CatalogConfigurationSchema, source.content);
  const unknown = onKeys.filter(({ kind }) => kind === 'unknown');
  const unset = parsed.success ? unsetVariables(parsed.output, environment) : [];
  const problems = [...mistakes, ...unset];
  if (!parsed.success || problems.length > 0 || (doubts === 'refuse' && unknown.length > 0)) {
    // An unknown key is often why something else is missing.
    throw new ConfigurationError(file, [...problems, ...unknown].map(placed));
  }
  const folder = dirname(resolve(file));
  const workers = parsed.output.discovery?.parallel_workers;
  return {
    settings: settingsOf(parsed.output, (path) => resolve(folder, expand(path, environment))),
    index: join(folder, INDEX_NAME),
    ...(workers && { workers }),
    warnings: linesOf(file, [...onKeys, ...oldPatterns(parsed.output)].map(placed)),
  };
}

interface Remark {
  readonly path: readonly (string | number)[];
  readonly message: string;
}

type Environment = Readonly<Record<string, string | undefined>>;

const VARIABLE = /\$\{([^}]*)\}/g;

function expand(path: string, environment: Environment): string {
  return path.replace(VARIABLE, (whole, name: string) => environment[name] ?? whole);
}

/** Variables in paths that the environment does not have. */
function unsetVariables({ roots }: CatalogConfigurationContent, environment: Environment): readonly Remark[] {
  return (['raw_data', 'features_v2'] as const).flatMap((key) =>
    [...(roots[key] ?? '').matchAll(VARIABLE)]
      .filter(([, name = '']) => environment[name] === undefined)
      .map(([whole]) => ({ path: ['roots', key], message: `roots.${key}: ${whole} is not set in the environment` })),
  );
}

function settingsOf(
  { roots, discovery }: CatalogConfigurationContent,
  pathOf: (path: string) => string,
): CatalogSettings {
  const { recursive, max_depth, file_patterns, ignore_patterns } = discovery ?? {};
  const { patterns, ignore, maxDepth } = DEFAULT_SETTINGS;
  const features = listOf(file_patterns?.features).filter((pattern) => !isOld(pattern));
  return {
    roots: [pathOf(roots.raw_data)],
    featureRoots: roots.features_v2 ? [pathOf(roots.features_v2)] : [],
    patterns: {
      experiment: file_patterns?.raw ? listOf(file_patterns.raw) : patterns.experiment,
      features: features.length > 0 ? features : patterns.features,
    },
    ignore: ignore_patterns ?? ignore,
    maxDepth: recursive === false ? 0 : (max_depth ?? maxDepth),
  };
}

/** Patterns of feature files that only the original reads. */
function oldPatterns({ discovery }: CatalogConfigurationContent): readonly Remark[] {
  if (!listOf(discovery?.file_patterns?.features).some(isOld)) return [];
  const path = ['discovery', 'file_patterns', 'features'];
  return [{ path, message: `"${path.join('.')}" is ignored: HDF5 feature files are not read` }];
}

function isOld(pattern: string): boolean {
  return pattern.toLowerCase().endsWith('.h5');
}

function listOf(given: string | readonly string[] | null | undefined): readonly string[] {
  return typeof given === 'string' ? [given] : (given ?? []);
}
