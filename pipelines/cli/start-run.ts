import type { Command } from 'commander';
import type { Catalog } from '../../lib/catalog/catalog.js';
import { featureFolder } from '../../lib/catalog/feature-folder.js';
import type { Configuration } from '../../lib/config/configuration.js';
import { OectError } from '../../lib/errors.js';
import type { MemoryPlan } from '../../lib/memory/memory-plan.js';
import type { StepPool } from '../../lib/pool/step-pool.js';
import { openPool } from '../open-pool.js';
import { configDirectories } from './config-dir.js';
import { findExperiments } from './find-experiments.js';
import { findInCatalog, isSearch } from './find-in-catalog.js';
import { moduleUrl } from './module-url.js';
import type { RunOptions } from './run-options.js';
import { unlessStopped } from './stop-signals.js';

/** What is extracted by what. */
export interface Run {
  readonly configuration: Configuration;
  readonly files: readonly string[];
  /** Where the tables go. */
  readonly directory: string;
  /** Where the files were found, if they were searched for. */
  readonly catalog?: Catalog;
}

/** The files that paths stand for; none if they are to be searched for. */
export async function givenFiles(
  paths: readonly string[],
  options: RunOptions,
  command: Command,
): Promise<readonly string[]> {
  const isSearched = isSearch(options);
  if (isSearched && paths.length > 0) {
    throw new OectError('bad-argument', 'there are both paths and what to search for in a catalog; give one of them');
  }
  if (!isSearched && paths.length === 0) {
    command.error(
      "error: missing required argument 'path'; give files or folders, or what to search for, such as --chip",
    );
  }
  return findExperiments(paths);
}

/**
 * The threads for a run. They take a while to start, and so does what the main thread needs: both at the same time. Other
 * commands and --help, which need neither, do not wait.
 */
export function openRunPool(options: RunOptions, plan: MemoryPlan, given: readonly string[]): Promise<StepPool> {
  const { workers, timeout } = options;
  const startNow = isSearch(options) ? workers : Math.min(workers, given.length);
  return openPool(workers, plan, { timeoutMs: timeout, startNow });
}

/** Loads the configuration, and searches for files if none are given; undefined if it was stopped. */
export async function startRun(
  options: RunOptions & { readonly quiet?: true },
  given: readonly string[],
  { pool, signal }: { readonly pool: StepPool; readonly signal: AbortSignal },
): Promise<Run | undefined> {
  const [{ loadConfiguration }, { loadRegistry }] = await Promise.all([
    import('../../lib/config/load-configuration.js'),
    import('../../lib/extractors/registry.js'),
  ]);
  const registry = await loadRegistry((options.extractors ?? []).map(moduleUrl));
  const directories = configDirectories(options.configDir);
  const doubts = options.strict ? 'refuse' : 'warn';
  const configuration = await loadConfiguration(options.config, { registry, doubts, directories });
  if (!options.quiet) for (const warning of configuration.warnings) process.stderr.write(`${warning}\n`);
  if (!isSearch(options)) return { configuration, files: given, directory: options.out ?? 'features' };
  const found = await unlessStopped(() => findInCatalog(options, { registry, directories }, { pool, signal }));
  if (found === undefined) return undefined;
  const { catalog, experiments } = found;
  const directory = options.out ?? featureFolder(catalog.settings);
  return { configuration, files: experiments.map(({ file }) => file), directory, catalog };
}
