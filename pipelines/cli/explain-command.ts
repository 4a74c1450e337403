import { availableParallelism } from 'node:os';
import { relative } from 'node:path';
import { type Command, Option } from 'commander';
import { lastValueFrom, tap } from 'rxjs';
import { describeReason } from '../../lib/incremental/reasons.js';
import { planMemory } from '../../lib/memory/memory-plan.js';
import type { TableFormat } from '../../lib/table/table-format.js';
import type { Explained, Explanation } from '../explain-experiments.js';
import { openPool } from '../open-pool.js';
import { configDirectories, configDirOption } from './config-dir.js';
import { count } from './count.js';
import { ExitCode } from './exit.js';
import { findExperiments } from './find-experiments.js';
import { moduleUrl } from './module-url.js';
import { wholeNumber } from './option-values.js';
import { stopSignals } from './stop-signals.js';

interface ExplainCommandOptions {
  readonly config: string;
  readonly configDir?: readonly string[];
  readonly out: string;
  readonly format: TableFormat;
  readonly workers: number;
  readonly extractors?: readonly string[];
  readonly json?: true;
}

const NOTES = `
Of each experiment it says what "oect extract" with the same options would do:
  up to date   nothing; a feature file was made of the same content, by the same configuration and extractors
  extended     compute what is missing, and take the rest over from a feature file
  recomputed   compute everything: what there is does not fit, or cannot be trusted
  new          compute everything: there is no feature file of it

Examples:
  oect explain data --config v2_transfer_basic
  oect explain "data/*-test_2025*.h5" --config my-features.yaml --out features
  oect explain data --config v2_all --json | jq '.[] | select(.decision == "recompute")'

Exit code 1 if a file cannot be read.`;

export function explainCommand(program: Command): void {
  program
    .command('explain')
    .description(
      'Say for each experiment whether it would be skipped, extended or recomputed, and why; compute nothing.',
    )
    .argument('<path...>', 'experiment files, folders (searched for *-test_*.h5), or globs')
    .requiredOption('-c, --config <name|file>', 'a built-in configuration (see "oect configs") or a YAML file')
    .addOption(configDirOption())
    .option('-o, --out <dir>', 'where the tables are', 'features')
    .addOption(
      new Option('--format <format>', 'in which tables are wanted').choices(['parquet', 'arrow']).default('parquet'),
    )
    .option('--workers <n>', 'threads; 0 does all work in the main thread', wholeNumber(0), availableParallelism())
    .option('--extractors <module...>', 'modules with extractors of your own')
    .option('--json', 'print JSON')
    .addHelpText('after', NOTES)
    .action(explain);
}

async function explain(paths: readonly string[], options: ExplainCommandOptions): Promise<void> {
  const files = await findExperiments(paths);
  using stop = stopSignals();
  const { signal } = stop;
  const { workers } = options;
  const startNow = Math.min(workers, files.length);
  await using pool = await openPool(workers, planMemory(workers), { startNow });
  const [{ loadConfiguration }, { loadRegistry }, { explainExperiments }] = await Promise.all([
    import('../../lib/config/load-configuration.js'),
    import('../../lib/extractors/registry.js'),
    import('../explain-experiments.js'),
  ]);
  const registry = await loadRegistry((options.extractors ?? []).map(moduleUrl));
  const directories = configDirectories(options.configDir);
  const configuration = await loadConfiguration(options.config, { registry, directories });
  const found = new Map<string, Explanation>();
  const left = [...files];
  const events = explainExperiments(files, configuration, {
    pool,
    directory: options.out,
    format: options.format,
    signal,
  });
  await lastValueFrom(
    events.pipe(
      tap((explanation) => {
        found.set(explanation.file, explanation);
        if (options.json) return;
        // In the order of the files, each as soon as all before it are known.
        for (let next = found.get(left[0] ?? ''); next !== undefined; next = found.get(left[0] ?? '')) {
          process.stdout.write(`${paragraph(next)}\n`);
          left.shift();
        }
      }),
    ),
    { defaultValue: undefined },
  );
  const explanations = files.flatMap((file) => found.get(file) ?? []);
  if (options.json) process.stdout.write(`${JSON.stringify(explanations, null, 2)}\n`);
  else process.stdout.write(`${summary(explanations)}\n`);
  if (explanations.some(({ decision }) => decision === 'unreadable')) process.exitCode = ExitCode.failed;
  if (signal.aborted) process.exitCode = ExitCode.interrupted;
}

const VERDICTS: { readonly [D in Explanation['decision']]: string } = {
  'up-to-date': 'up to date',
  extend: 'extended',
  recompute: 'recomputed',
  new: 'new',
  unreadable: 'unreadable',
};

function paragraph(explanation: Explanation): string {
  const { decision, file } = explanation;
  const head = `${shortPath(file)}: ${VERDICTS[decision]}`;
  if (explanation.decision === 'unreadable') return `${head}\n  ${explanation.error.message}`;
  const { reasons } = explanation;
  return [`${head}${share(explanation)}`, ...reasons.map((reason) => `  ${describeReason(reason)}`)].join('\n');
}

function shortPath(file: string): string {
  return relative(process.cwd(), file);
}

function share({ decision, computed, taken_over, output }: Explained): string {
  const from = output === null ? '' : shortPath(output);
  if (decision === 'up-to-date') return ` (${from})`;
  if (taken_over === 0) return `, ${count(computed, 'task')}`;
  return `, ${computed} of ${count(computed + taken_over, 'task')}; the others are in ${from}`;
}

function summary(explanations: readonly Explanation[]): string {
  const kinds = Object.entries(VERDICTS).flatMap(([kind, verdict]) => {
    const { length } = explanations.filter(({ decision }) => decision === kind);
    return length === 0 ? [] : [`${length} ${verdict}`];
  });
  const explained = explanations.filter((explanation) => explanation.decision !== 'unreadable');
  const sum = (cells: 'computed' | 'taken_over') =>
    explained.reduce((total, explanation) => total + explanation[cells], 0);
  return `${count(explanations.length, 'experiment')}: ${kinds.join(', ')}; ${count(sum('computed'), 'task')} to compute, ${sum('taken_over')} already there`;
}
