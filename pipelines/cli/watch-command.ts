import { mkdir } from 'node:fs/promises';
import { availableParallelism } from 'node:os';
import { join, relative } from 'node:path';
import { type Command, Option } from 'commander';
import { lastValueFrom, tap } from 'rxjs';
import { INDEX_NAME } from '../../lib/catalog/index-file.js';
import { planMemory } from '../../lib/memory/memory-plan.js';
import type { ArrivalEvent } from '../extract-arriving.js';
import { openGivenCatalog } from './catalog-options.js';
import { configDirectories, configDirOption } from './config-dir.js';
import { count } from './count.js';
import { openLog } from './event-log.js';
import { ExitCode, faultText } from './exit.js';
import { scanWithProgress } from './find-in-catalog.js';
import { moduleUrl } from './module-url.js';
import { memory, notNegative, wholeNumber } from './option-values.js';
import { stopSignals } from './stop-signals.js';

interface WatchOptions {
  readonly config: string;
  readonly configDir?: readonly string[];
  readonly extractors?: readonly string[];
  readonly out: string;
  readonly index?: string;
  readonly settle: number;
  readonly rescan: number;
  readonly workers: number;
  readonly timeout: number;
  readonly memory?: number;
  readonly format: 'parquet' | 'arrow';
  readonly strict?: true;
  readonly log?: string;
  readonly json?: true;
  readonly quiet?: true;
}

const NOTES = `
First the experiments that have no features of the configuration yet, then each that comes or changes, when it is complete: when its
file has stayed as it is for a while and can be read. The folders are also looked through now and then, for network drives do not
tell what happens on them. It goes on until Ctrl-C, which finishes what is being written; the next run goes on from there.

Examples:
  oect watch data --config v2_transfer_basic
  oect watch /mnt/instrument --config my-features.yaml --out features --settle 10 --log watch.jsonl`;

export function watchCommand(program: Command): void {
  program
    .command('watch')
    .description('Extract the features of experiments as their files come: a service.')
    .argument('<dir...>', 'folders with experiment files (*-test_*.h5), at any depth')
    .requiredOption('-c, --config <name|file>', 'a built-in configuration (see "oect configs") or a YAML file')
    .addOption(configDirOption())
    .option('--extractors <module...>', 'modules with extractors of your own')
    .option('-o, --out <dir>', 'where the tables go', 'features')
    .option('--index <file>', `where the index is kept (default: ${INDEX_NAME} in that folder)`)
    .option('--settle <s>', 'how long a file must stay as it is before it is read, in seconds', notNegative, 2)
    .option('--rescan <s>', 'how often the folders are looked through, in seconds', notNegative, 30)
    .option('--workers <n>', 'threads', wholeNumber(1), availableParallelism())
    .option('--timeout <ms>', 'how long one feature of one step may take; 0 is for ever', wholeNumber(0), 30_000)
    .option('--memory <size>', 'memory that may be used, such as 512MB (default: a quarter of the machine)', memory)
    .addOption(new Option('--format <format>', 'what is written').choices(['parquet', 'arrow']).default('parquet'))
    .option('--strict', 'take unknown keys and contradictions in the configuration for errors')
    .option('--log <file>', 'append everything that happens, one JSON object a line')
    .option('--json', 'print everything that happens to stdout, one JSON object a line')
    .option('-q, --quiet', 'print nothing but errors')
    .addHelpText('after', NOTES)
    .action(watch);
}

async function watch(folders: readonly string[], options: WatchOptions): Promise<void> {
  const [{ loadConfiguration }, { loadRegistry }, { extractArriving }, { threadPool }] = await Promise.all([
    import('../../lib/config/load-configuration.js'),
    import('../../lib/extractors/registry.js'),
    import('../extract-arriving.js'),
    import('../../lib/pool/thread-pool.js'),
  ]);
  using stop = stopSignals();
  const registry = await loadRegistry((options.extractors ?? []).map(moduleUrl));
  const directories = configDirectories(options.configDir);
  const doubts = options.strict ? 'refuse' : 'warn';
  const configuration = await loadConfiguration(options.config, { registry, doubts, directories });
  if (!options.quiet) for (const warning of configuration.warnings) process.stderr.write(`${warning}\n`);

  const { workers: size, timeout: timeoutMs, out, index = join(out, INDEX_NAME) } = options;
  const { blockBytes, stepBytes, tableBytes } = planMemory(size, options.memory);
  // Features of earlier runs are there: what has them is not extracted again.
  await mkdir(out, { recursive: true });
  await using pool = threadPool({ size, timeoutMs, blockBytes, stepBytes });
  const { signal } = stop;
  const catalog = await openGivenCatalog({ root: [...folders, out], index }, { pool, signal, scan: 'never' });
  await scanWithProgress(catalog, { pool, signal });
  using log = options.log === undefined ? undefined : openLog(options.log);
  if (!options.quiet) process.stderr.write(`watching ${folders.join(', ')}; Ctrl-C ends it\n`);
  const events = extractArriving(catalog, configuration, {
    pool,
    directory: out,
    format: options.format,
    settleMs: 1000 * options.settle,
    rescanMs: 1000 * options.rescan,
    tableBytes,
    signal,
  });
  await lastValueFrom(
    events.pipe(
      tap((event) => {
        log?.write(event);
        report(event, options);
      }),
    ),
    { defaultValue: undefined },
  );
  process.exitCode = ExitCode.interrupted;
}

function report(event: ArrivalEvent, { json, quiet }: WatchOptions): void {
  if (event.kind === 'failed' || event.kind === 'damaged') {
    process.stderr.write(`${event.kind}: ${faultText(event.file, event.error)}\n`);
  }
  if (json) process.stdout.write(`${JSON.stringify(event)}\n`);
  else if (!quiet && event.kind === 'extracted') {
    const { values, nulls, failures } = event.counts;
    const lost = failures === 0 ? '' : `, ${count(failures, 'failure')}`;
    process.stdout.write(
      `${relative('', event.file)} -> ${relative('', event.output)}: ${count(values, 'value')}, ${count(nulls, 'null')}${lost}\n`,
    );
  }
}
