import { availableParallelism } from 'node:os';
import { type Command, Option } from 'commander';
import type { MemoryPlan } from '../../lib/memory/memory-plan.js';
import type { BatchOptions } from '../batch-events.js';
import type { ExecutionMode } from '../extract-features.js';
import { addCatalogOptions, type CatalogOptions } from './catalog-options.js';
import { configDirOption } from './config-dir.js';
import { memory, wholeNumber } from './option-values.js';
import { addSearchOptions, type SearchOptions } from './search-options.js';

/** Options of commands that extract, or say what extracting would do. */
export interface RunOptions extends CatalogOptions, SearchOptions {
  readonly config: string;
  readonly configDir?: readonly string[];
  readonly out?: string;
  readonly mode: ExecutionMode;
  readonly workers: number;
  readonly maxOpen: number;
  readonly extractors?: readonly string[];
  readonly timeout: number;
  readonly memory?: number;
  readonly format: 'parquet' | 'arrow' | 'none';
  readonly force?: true;
  readonly strict?: true;
}

/** Gives a command the arguments that say what is extracted, and how. */
export function addRunOptions(command: Command): Command {
  return command
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
    .option('--strict', 'take unknown keys and contradictions in the configuration for errors');
}

/** Gives a command the arguments that say what is extracted where no paths do. */
export function addRunSearch(command: Command): Command {
  return addSearchOptions(addCatalogOptions(command.optionsGroup('Instead of paths, what is found in a catalog:')));
}

/** What a batch is told of them; the pool, and what stops it, is for the command to say. */
export function batchOptions(
  { format, force, mode, maxOpen }: RunOptions,
  directory: string,
  { tableBytes }: MemoryPlan,
): Omit<BatchOptions, 'pool' | 'signal'> {
  return { format, directory, existing: force ? 'ignore' : 'reuse', mode, maxOpen, tableBytes };
}
