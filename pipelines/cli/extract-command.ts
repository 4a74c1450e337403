import { availableParallelism } from 'node:os';
import { type Command, Option } from 'commander';
import { lastValueFrom, tap } from 'rxjs';
import { featureFolder } from '../../lib/catalog/feature-folder.js';
import { OectError } from '../../lib/errors.js';
import { planMemory } from '../../lib/memory/memory-plan.js';
import type { BatchReport } from '../batch-report.js';
import type { ExecutionMode } from '../extract-features.js';
import { openPool } from '../open-pool.js';
import { batchProgress } from './batch-progress.js';
import { addCatalogOptions, type CatalogOptions } from './catalog-options.js';
import { configDirectories, configDirOption } from './config-dir.js';
import { count } from './count.js';
import { openLog } from './event-log.js';
import { ExitCode, faultText } from './exit.js';
import { findExperiments } from './find-experiments.js';
import { findInCatalog, isSearch, scanWithProgress } from './find-in-catalog.js';
import { moduleUrl } from './module-url.js';
import { memory, wholeNumber } from './option-values.js';
import { addSearchOptions, SEARCH_NOTES, type SearchOptions } from './search-options.js';
import { stopSignals, unlessStopped } from './stop-signals.js';

interface ExtractOptions extends CatalogOptions, SearchOptions {
  readonly config: string;
  readonly configDir?: readonly string[];
  readonly out?: string;
  readonly mode: ExecutionMode;
  readonly workers: number;
  readonly maxOpen: number;
  readonly extractors?: readonly string[];
  readonly timeout: number;
  readonly memory?: number;
  readonly log?: string;
  readonly format: 'parquet' | 'arrow' | 'none';
  readonly force?: true;
  readonly strict?: true;
  readonly json?: true;
  readonly quiet?: true;
}

const EXAMPLES = `
What the output folder has already is not computed again: experiments that are up to date are skipped, of others only what is
missing is computed, and written into new files beside the old ones ("oect explain" tells why). Content decides, not dates.

Instead of paths there may be what to search for in a catalog, which is scanned before and after.
${SEARCH_NOTES}

Examples:
  oect extract data --config v2_transfer_basic
  oect extract "data/*-test_2025*.h5" --config my-features.yaml --out features
  oect extract data --config v2_transfer_basic --force
  oect extract data --config my-features.yaml --extractors ./my-extractors.js
  oect extract data --config drift --config-dir lab/configurations
  oect extract data --config v2_all --json > report.json
  oect extract data --config v2_all --memory 512MB --log run.jsonl
  oect extract --root data --chip "#20250804008" --missing v2_ml_ready --config v2_ml_ready`;

export function extractCommand(program: Command): void {
  const command = program
    .command('extract')
    .description('Compute the features of experiments and write one table for each.')
    .argument('[path...]', 'experiment files, folders (searched for *-test_*.h5), or globs')
    .requiredOption('-c, --config <name|file>', 'a built-in configuration (see "oect configs") or a YAML file')
    .addOption(configDirOption())
    .option('-o, --out <dir>', 'where the tables go (default: features; of a catalog its folder of features)')
    .addOption(
      new Option('--mode <mode>', 'step: all threads on the steps of all open experiments; experiment: one each')
        .choices(['step', 'experiment'])
        .default('step'),
    )
    .option('--workers <n>', 'threads; 0 does all work in the main thread', wholeNumber(0), availableParallelism())
    .option('--max-open <n>', 'experiments open at the same time', wholeNumber(1), 16)
    .option('--memory <size>', 'memory that may be used, such as 512MB (default: a quarter of the machine)', memory)
    .option('--extractors <module...>', 'modules with extractors of your own')
    .option('--timeout <ms>', 'how long one feature of one step may take; 0 is for ever', wholeNumber(0), 30_000)
    .addOption(
      new Option('--format <format>', 'what is written; none only computes')
        .choices(['parquet', 'arrow', 'none'])
        .default('parquet'),
    )
    .option('--force', 'compute everything, whatever the output folder has')
    .option('--strict', 'take unknown keys and contradictions in the configuration for errors')
    .option('--log <file>', 'append everything that happens, one JSON object a line')
    .option('--json', 'print one report to stdout')
    .option('-q, --quiet', 'print nothing but errors')
    .addHelpText('after', EXAMPLES)
    .optionsGroup('Instead of paths, what is found in a catalog:');
  addSearchOptions(addCatalogOptions(command)).action(extract);
}

async function extract(paths: readonly string[], options: ExtractOptions, command: Command): Promise<void> {
  const isSearched = isSearch(options);
  if (isSearched && paths.length > 0) {
    throw new OectError('bad-argument', 'there are both paths and what to search for in a catalog; give one of them');
  }
  if (!isSearched && paths.length === 0) {
    command.error(
      "error: missing required argument 'path'; give files or folders, or what to search for, such as --chip",
    );
  }
  const given = await findExperiments(paths);
  // Heard until all threads have ended.
  using stop = stopSignals();
  const { signal } = stop;
  // Threads take a while to start, and so does what this one needs: both at the same time. Other commands and --help, which
  // need neither, do not wait.
  const plan = planMemory(options.workers, options.memory);
  const startNow = isSearched ? options.workers : Math.min(options.workers, given.length);
  await using pool = await openPool(options.workers, plan, { timeoutMs: options.timeout, startNow });
  const [{ loadConfiguration }, { loadRegistry }, { batchEvents }] = await Promise.all([
    import('../../lib/config/load-configuration.js'),
    import('../../lib/extractors/registry.js'),
    import('../batch-events.js'),
  ]);
  const registry = await loadRegistry((options.extractors ?? []).map(moduleUrl));
  const directories = configDirectories(options.configDir);
  const doubts = options.strict ? 'refuse' : 'warn';
  const configuration = await loadConfiguration(options.config, { registry, doubts, directories });
  if (!options.quiet) for (const warning of configuration.warnings) process.stderr.write(`${warning}\n`);

  const search = () => findInCatalog(options, { registry, directories }, { pool, signal });
  const found = isSearched ? await unlessStopped(search) : undefined;
  if (isSearched && found === undefined) return;
  const files = found?.experiments.map(({ file }) => file) ?? given;
  const directory = options.out ?? (found === undefined ? 'features' : featureFolder(found.catalog.settings));
  using log = options.log === undefined ? undefined : openLog(options.log);
  using progress = options.quiet ? undefined : batchProgress(files.length);
  const events = batchEvents(files, configuration, {
    pool,
    format: options.format,
    directory,
    existing: options.force ? 'ignore' : 'reuse',
    mode: options.mode,
    maxOpen: options.maxOpen,
    tableBytes: plan.tableBytes,
    signal,
  });
  await lastValueFrom(
    events.pipe(
      tap((event) => {
        log?.write(event);
        progress?.onEvent(event);
        if (event.kind === 'finished') finish(event.report, { ...options, out: directory }, signal);
      }),
    ),
  );
  // What has been written is to be found.
  if (found !== undefined) await unlessStopped(() => scanWithProgress(found.catalog, { pool, signal }));
}

type PrintOptions = Pick<ExtractOptions, 'json' | 'quiet' | 'format'> & { readonly out: string };

function finish(report: BatchReport, options: PrintOptions, signal: AbortSignal): void {
  printReport(report, options);
  if (report.failed.length > 0) process.exitCode = ExitCode.failed;
  if (signal.aborted) process.exitCode = ExitCode.interrupted;
}

function printReport(report: BatchReport, { json, quiet, out, format }: PrintOptions): void {
  for (const { file, error } of report.failed) process.stderr.write(`failed: ${faultText(file, error)}\n`);
  const interrupted = report.skipped.filter(({ reason }) => reason === 'interrupted').length;
  if (interrupted > 0) process.stderr.write(`${count(interrupted, 'file')} not done: interrupted\n`);
  if (json) process.stdout.write(`${JSON.stringify(report, null, 2)}\n`);
  else if (!quiet) process.stdout.write(`${summary(report, format === 'none' ? undefined : out)}\n`);
}

function summary(report: BatchReport, directory: string | undefined): string {
  const sum = (count: 'rows' | 'values' | 'nulls' | 'failures' | 'computed' | 'taken_over') =>
    report.successful.reduce((total, entry) => total + entry[count], 0);
  const { length } = report.successful;
  const upToDate = report.skipped.filter(({ reason }) => reason === 'up to date').length;
  const skipped = upToDate === 0 ? '' : `, ${upToDate} up to date`;
  const lost = report.failed.length === 0 ? '' : `, ${report.failed.length} failed`;
  const seconds = report.total_time_ms / 1000;
  if (length === 0 && upToDate > 0) {
    return `${count(upToDate, 'experiment')} up to date in ${directory}, nothing to compute${lost}; ${seconds.toFixed(2)} s`;
  }
  const written = directory === undefined ? '' : ` -> ${directory}`;
  const superseded = report.successful.filter(({ supersedes }) => supersedes !== null).length;
  const older = superseded === 0 ? '' : `; ${count(superseded, 'older file')} superseded`;
  const taken =
    sum('taken_over') === 0
      ? ''
      : `; ${sum('computed')} tasks computed, ${sum('taken_over')} taken over from older files`;
  const failures = sum('failures') === 0 ? '' : `, ${sum('failures')} failures`;
  const rate = Math.round(report.total_tasks / seconds);
  return (
    `${count(length, 'experiment')}${written}${skipped}${lost}: ${sum('rows')} steps, ` +
    `${sum('values')} values, ${sum('nulls')} nulls${failures} in ${seconds.toFixed(2)} s (${rate} tasks/s)${taken}${older}`
  );
}
