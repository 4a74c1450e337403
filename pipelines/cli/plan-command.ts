import type { Command } from 'commander';
import { planMemory } from '../../lib/memory/memory-plan.js';
import type { ExtractionPlan } from '../extraction-plan.js';
import { count } from './count.js';
import { ExitCode, faultText } from './exit.js';
import { readProgress } from './read-progress.js';
import { addRunOptions, addRunSearch, batchOptions, type RunOptions } from './run-options.js';
import { SEARCH_NOTES } from './search-options.js';
import { sizeText } from './size-text.js';
import { givenFiles, openRunPool, startRun } from './start-run.js';
import { stopSignals, unlessStopped } from './stop-signals.js';
import { textTable } from './text-table.js';

interface PlanCommandOptions extends RunOptions {
  readonly json?: true;
}

const NOTES = `
It says what "oect extract" with the same options would do. What is counted is exact; the expected time and memory come from a
calibration, in which some steps of these files are read and computed for about a second. No table is written.

Instead of paths there may be what to search for in a catalog, which is scanned before.
${SEARCH_NOTES}

Examples:
  oect plan data --config v2_transfer_basic
  oect plan "data/*-test_2025*.h5" --config my-features.yaml --out features
  oect plan data --config v2_all --workers 16 --memory 2GB
  oect plan data --config v2_all --force --json | jq .expected
  oect plan --root data --missing v2_ml_ready --config v2_ml_ready

Exit code 1 if a file cannot be read.`;

export function planCommand(program: Command): void {
  const command = program
    .command('plan')
    .description('Say what an extraction would do, how long it would take and how much memory, before it is started.');
  addRunOptions(command).option('--json', 'print JSON').addHelpText('after', NOTES);
  addRunSearch(command).action(plan);
}

async function plan(paths: readonly string[], options: PlanCommandOptions, command: Command): Promise<void> {
  const given = await givenFiles(paths, options, command);
  using stop = stopSignals();
  const { signal } = stop;
  // As in an extraction, whose time is to be told.
  const memoryPlan = planMemory(options.workers, options.memory);
  await using pool = await openRunPool(options, memoryPlan, given);
  const [run, { planExtraction }] = await Promise.all([
    startRun(options, given, { pool, signal }),
    import('../plan-extraction.js'),
  ]);
  if (run === undefined) return;
  const { configuration, files, directory } = run;
  using progress = readProgress();
  const onOpened = () => progress.onRead();
  const planned = await unlessStopped(() =>
    planExtraction(files, configuration, { ...batchOptions(options, directory, memoryPlan), pool, signal, onOpened }),
  );
  progress[Symbol.dispose]();
  if (planned === undefined) return;
  for (const { file, error } of planned.failed) process.stderr.write(`failed: ${faultText(file, error)}\n`);
  process.stdout.write(options.json ? `${JSON.stringify(planned, null, 2)}\n` : `${report(planned)}\n`);
  if (planned.failed.length > 0) process.exitCode = ExitCode.failed;
}

function report(plan: ExtractionPlan): string {
  const rows = plan.features.map(({ feature, layer, from, cells }) => [feature, String(layer), from, String(cells)]);
  return [
    ...(rows.length === 0 ? [] : [textTable([['feature', 'layer', 'from', 'tasks'], ...rows]), '']),
    `${experiments(plan)}: ${plan.extracted_tasks} tasks for the threads, ${plan.total_tasks} values, nulls and failures in tables`,
    `${sizeText(plan.measurement_bytes)} of measurements to read and inflate; ${sizeText(plan.file_bytes)} on the disk`,
    expectation(plan),
  ].join('\n');
}

function experiments({ experiments, skipped, failed }: ExtractionPlan): string {
  const others = [
    ...(skipped.length === 0 ? [] : [`${skipped.length} up to date`]),
    ...(failed.length === 0 ? [] : [`${failed.length} unreadable`]),
  ];
  return `${count(experiments.length, 'experiment')}${others.length === 0 ? '' : ` (${others.join(', ')})`}`;
}

function expectation({ expected, measurement_bytes, workers }: ExtractionPlan): string {
  const { time_ms, open_ms, compute_ms, write_ms, memory_bytes, calibration } = expected;
  const parts = `open ${seconds(open_ms)}, compute ${seconds(compute_ms)}, write ${seconds(write_ms)}`;
  const share = measurement_bytes === 0 ? 0 : Math.min(1, calibration.measurement_bytes / measurement_bytes);
  return (
    `about ${seconds(time_ms)} (${parts}) and ${sizeText(memory_bytes)} of memory with ${count(workers, 'worker')}, ` +
    `by ${Number((100 * share).toPrecision(2))} % of the measurements, computed in ${seconds(calibration.time_ms)}`
  );
}

function seconds(milliseconds: number): string {
  return `${Number((milliseconds / 1000).toPrecision(2))} s`;
}
