import { extname } from 'node:path';
import type { Command } from 'commander';
import type { CombineOptions, CombineRemarks } from '../../lib/combine/combination.js';
import { OectError } from '../../lib/errors.js';
import { count } from './count.js';
import { findNamed } from './find-experiments.js';
import { names } from './option-values.js';
import { readProgress } from './read-progress.js';
import { reportDamaged } from './report-damaged.js';
import { stopSignals, unlessStopped } from './stop-signals.js';

interface CombineCommandOptions {
  readonly out: string;
  readonly features?: readonly string[];
  readonly config?: readonly string[];
  readonly quiet?: true;
}

const NOTES = `
The table has one row for each step of each experiment: experiment, chip_id, device_id, test_id, step_index and the features,
united by name and null where an experiment lacks them. Of several files of an experiment each column is from the newest that
has it; files of configurations that mean different things by the same names are better chosen by --config. A column that is
not of the same shape and unit in all files is refused. Units and descriptions are in the metadata of the table, under "columns".

Examples:
  oect combine features --out all.parquet --config v2_all
  oect combine "features/#20250804008-*" --out chip.parquet --features gm_max_forward,Von_forward
  oect combine features --out all.arrow

A file that cannot be read is told and left out; the exit code is then 1.`;

export function combineCommand(program: Command): void {
  program
    .command('combine')
    .description('Put the features of several experiments into one table.')
    .argument('<path...>', 'feature files, folders (searched for *-feat_*.parquet and .arrow), or globs')
    .requiredOption('-o, --out <file>', 'where the table goes: .parquet, or .arrow for what the memory holds')
    .option('--features <name,...>', 'features or columns to take (default: all)', names)
    .option('--config <name,...>', 'configurations whose files to take (default: all)', names)
    .option('-q, --quiet', 'print nothing but errors')
    .addHelpText('after', NOTES)
    .action(combine);
}

async function combine(paths: readonly string[], options: CombineCommandOptions): Promise<void> {
  const write = writerOf(options.out);
  const files = await findNamed(paths, { what: 'feature file', patterns: ['*-feat_*.parquet', '*-feat_*.arrow'] });
  using stop = stopSignals();
  using progress = readProgress();
  const combined = await unlessStopped(() =>
    write(files, {
      ...(options.features !== undefined && { features: options.features }),
      ...(options.config !== undefined && { configs: options.config }),
      signal: stop.signal,
      onRead: progress.onRead,
    }),
  );
  progress[Symbol.dispose]();
  if (combined === undefined) return;
  const { rows, experiments, damaged, notes } = combined;
  reportDamaged(damaged, options.quiet ? [] : notes);
  if (!options.quiet) {
    process.stdout.write(`${count(experiments, 'experiment')}, ${count(rows, 'step')} -> ${options.out}\n`);
  }
}

type Writer = (
  files: readonly string[],
  options: CombineOptions,
) => Promise<CombineRemarks & { readonly rows: number }>;

/** @throws OectError `bad-argument` if the ending of the file says nothing */
function writerOf(file: string): Writer {
  switch (extname(file).toLowerCase()) {
    case '.parquet':
      return async (files, options) => {
        const { writeCombined } = await import('../../lib/combine/write-combined.js');
        return writeCombined(files, file, options);
      };
    case '.arrow':
      return async (files, options) => {
        const [{ combineFeatures }, { tableToIPC }, { writeAtomically }] = await Promise.all([
          import('../../lib/combine/combine-features.js'),
          import('apache-arrow'),
          import('../../lib/table/write-file.js'),
        ]);
        const { table, ...remarks } = await combineFeatures(files, options);
        await writeAtomically(file, tableToIPC(table, 'file'));
        return { ...remarks, rows: table.numRows };
      };
    default:
      throw new OectError('bad-argument', `${file}: its ending must say what to write; give .parquet or .arrow`);
  }
}
