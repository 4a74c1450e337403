import type { Command } from 'commander';
import { lastValueFrom, tap } from 'rxjs';
import { planMemory } from '../../lib/memory/memory-plan.js';
import type { BatchReport } from '../batch-report.js';
import { batchProgress } from './batch-progress.js';
import { count } from './count.js';
import { openLog } from './event-log.js';
import { ExitCode, faultText } from './exit.js';
import { scanWithProgress } from './find-in-catalog.js';
import { addRunOptions, addRunSearch, batchOptions, type RunOptions } from './run-options.js';
import { SEARCH_NOTES } from './search-options.js';
import { givenFiles, openRunPool, startRun } from './start-run.js';
import { stopSignals, unlessStopped } from './stop-signals.js';

interface ExtractOptions extends RunOptions {
  readonly log?: string;
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
    .description('Compute the features of experiments and write one table for each.');
  addRunOptions(command)
    .option('--log <file>', 'append everything that happens, one JSON object a line')
    .option('--json', 'print one report to stdout')
    .option('-q, --quiet', 'print nothing but errors')
    .addHelpText('after', EXAMPLES);
  addRunSearch(command).action(extract);
}

async function extract(paths: readonly string[], options: ExtractOptions, command: Command): Promise<void> {
  const given = await givenFiles(paths, options, command);
  // Heard until all threads have ended.
  using stop = stopSignals();
  const { signal } = stop;
  const plan = planMemory(options.workers, options.memory);
  await using pool = await openRunPool(options, plan, given);
  const [run, { batchEvents }] = await Promise.all([
    startRun(options, given, { pool, signal }),
    import('../batch-events.js'),
  ]);
  if (run === undefined) return;
  const { configuration, files, directory, catalog } = run;
  using log = options.log === undefined ? undefined : openLog(options.log);
  using progress = options.quiet ? undefined : batchProgress(files.length);
  const events = batchEvents(files, configuration, { ...batchOptions(options, directory, plan), pool, signal });
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
  if (catalog !== undefined) await unlessStopped(() => scanWithProgress(catalog, { pool, signal }));
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
