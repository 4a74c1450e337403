import { extname } from 'node:path';
import { type Command, Option } from 'commander';
import { OectError } from '../../lib/errors.js';
import { suggestion } from '../../lib/nearest.js';
import type { ExperimentDatabase, QueryOptions } from '../../lib/sql/database.js';
import { addCatalogOptions, type CatalogOptions, openGivenCatalog } from './catalog-options.js';
import { count } from './count.js';
import { findFiles } from './find-files.js';
import { readProgress } from './read-progress.js';
import { reportDamaged } from './report-damaged.js';
import { resultText } from './result-text.js';
import type { TextFormat } from './rows-text.js';
import { stopSignals, unlessStopped } from './stop-signals.js';

interface SqlOptions extends CatalogOptions {
  readonly output: TextFormat;
  readonly check: 'all' | 'footers';
  readonly outputFile?: string;
}

const NOTES = `
Views, all with the columns experiment, chip_id, device_id and test_id:
  experiments   one row for each experiment file: file, transfer_steps, transient_steps, its attributes and workflow_* keys
  steps         one row for each step: source (transfer or transient), step_index, and its record with param_* and workflow_*
  v2_all, ...   one view for each name of a configuration, one row for each step: step_index, the features and feature_file;
                of an experiment that was extracted several times the newest file; columns of all files united by name
Without a statement all views are listed with their columns. Statements read files below the roots, and nothing else; they write
none. An index of the catalog is used if there is one. SQL is that of DuckDB, which is installed beside this package: npm install @duckdb/node-api

Examples:
  oect sql --root data
  oect sql "select chip_id, avg(gm_max_forward) from v2_transfer_basic group by 1" --root data features
  oect sql "from experiments where status = 'completed'" --output csv
  oect sql "select f.*, param_topTime from v2_all f join steps s using (experiment, step_index) where s.source = 'transient'" \\
    --output-file pulses.parquet

A file that cannot be read is told and left out; the exit code is then 1.`;

export function sqlCommand(program: Command): void {
  const command = program
    .command('sql')
    .description('Query experiments, their steps and their features across files.')
    .argument('[statement]', 'what to ask, in SQL; several statements give the rows of the last one');
  addCatalogOptions(command)
    .addOption(
      new Option('--output <format>', 'how rows are printed').choices(['table', 'csv', 'json']).default('table'),
    )
    .addOption(
      new Option(
        '--check <what>',
        'of feature files, before they are queried: all columns, or only that they are complete',
      )
        .choices(['all', 'footers'])
        .default('all'),
    )
    .option('--output-file <file>', 'write the rows into a file instead: .parquet, .csv or .json')
    .addHelpText('after', NOTES)
    .action(sql);
}

/** Every view with its columns. */
const LIST = `select table_name as "view", column_name as "column", data_type as "type"
from information_schema.columns where table_schema = 'main' order by table_name, ordinal_position`;

async function sql(statement: string = LIST, { output, check, outputFile, ...given }: SqlOptions): Promise<void> {
  const write = outputFile === undefined ? printing(output) : writingTo(outputFile);
  const [{ loadDuckDb }, { openDatabase }] = await Promise.all([
    import('../../lib/sql/duckdb.js'),
    import('../../lib/sql/database.js'),
  ]);
  // Without it there is no point in looking for files.
  await loadDuckDb();
  using stop = stopSignals();
  using progress = readProgress();
  const options = { signal: stop.signal, onRead: progress.onRead };
  await unlessStopped(async () => {
    const catalog = await openGivenCatalog(given, { scan: 'never' });
    const { roots, featureRoots } = catalog.settings;
    const files = await findFiles(catalog, stop.signal);
    await using database = await openDatabase({ ...files, folders: [...roots, ...featureRoots], check }, options);
    try {
      await write(database, statement, options);
    } finally {
      progress[Symbol.dispose]();
      reportDamaged(database.remarks.damaged, database.remarks.notes);
    }
  });
}

type Write = (database: ExperimentDatabase, statement: string, options: QueryOptions) => Promise<void>;

function printing(format: TextFormat): Write {
  return async (database, statement, options) => {
    const { table } = await database.query(statement, options);
    process.stdout.write(await resultText(table, format));
  };
}

/** @throws OectError `bad-argument` if its ending says nothing */
function writingTo(file: string): Write {
  const ending = extname(file).slice(1).toLowerCase();
  if (ending === 'parquet') {
    return async (database, statement, options) => {
      const { rows } = await database.writeParquet(statement, file, options);
      process.stdout.write(`${count(rows, 'row')} -> ${file}\n`);
    };
  }
  if (ending !== 'csv' && ending !== 'json') {
    const hint = suggestion(ending, ['parquet', 'csv', 'json']);
    throw new OectError('bad-argument', `${file}: its ending must say what to write, but is "${ending}"; ${hint}`);
  }
  return async (database, statement, options) => {
    const { table } = await database.query(statement, options);
    const { writeAtomically } = await import('../../lib/table/write-file.js');
    await writeAtomically(file, Buffer.from(await resultText(table, ending)));
    process.stdout.write(`${count(table.numRows, 'row')} -> ${file}\n`);
  };
}
