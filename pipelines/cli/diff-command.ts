import type { Command } from 'commander';
import { isUnreadable } from '../../lib/errors.js';
import { diffReport } from './diff-report.js';
import { ExitCode, reportError } from './exit.js';
import { moduleUrl } from './module-url.js';
import { notNegative, wholeNumber } from './option-values.js';

interface DiffCommandOptions {
  readonly rtol: number;
  readonly atol: number;
  readonly columns?: readonly string[];
  readonly limit: number;
  readonly extractors?: readonly string[];
  readonly json?: true;
}

const NOTES = `
Cells are the same if |A - B| <= atol + rtol |B|, as with numpy's isclose; a null is the same as a null. Rows are matched by
step_index, columns by their names; a list counts as the columns that it would be, tau_0_1. A and B are Parquet or Arrow files,
of this program or of others (flat columns of numbers, GZIP, SNAPPY or not compressed); two files, not folders.

Examples:
  oect diff old.parquet new.parquet
  oect diff result.parquet reference.parquet --rtol 1e-9 --columns gm_max Von
  oect diff a.parquet b.parquet --json | jq .reasons

Exit codes: 0 the same, 1 different, 2 wrong usage or a file that cannot be read.`;

export function diffCommand(program: Command): void {
  program
    .command('diff')
    .description('Compare two tables of features: which cells differ, by how much, and why, as far as the files say.')
    .argument('<A>', 'a feature file, or a table of another program')
    .argument('<B>', 'the one it is compared with')
    .option('--rtol <r>', 'tolerance relative to B', notNegative, 0)
    .option('--atol <d>', 'tolerance, in the unit of each column', notNegative, 0)
    .option('--columns <name...>', 'columns or features to compare (default: all)')
    .option('--limit <n>', 'the most cells, columns and remarks to list', wholeNumber(0), 20)
    .option('--extractors <module...>', 'modules with extractors of your own, to tell how configurations differ')
    .option('--json', 'print JSON: all columns and remarks, and the listed cells')
    .addHelpText('after', NOTES)
    .action(diff);
}

async function diff(a: string, b: string, { json, extractors = [], ...options }: DiffCommandOptions): Promise<void> {
  const [{ diffFeatures }, { readComparedTable }, { loadRegistry }] = await Promise.all([
    import('../../lib/diff/diff-features.js'),
    import('../../lib/diff/compared-table.js'),
    import('../../lib/extractors/registry.js'),
  ]);
  const registry = await loadRegistry(extractors.map(moduleUrl));
  try {
    const found = diffFeatures(await readComparedTable(a), await readComparedTable(b), { ...options, registry });
    process.stdout.write(`${json ? JSON.stringify(found, infinityAsText, 2) : diffReport(found, options.limit)}\n`);
    if (!found.equal) process.exitCode = ExitCode.failed;
  } catch (error) {
    if (!isUnreadable(error)) throw error;
    // 1 would say that they differ.
    reportError(error);
    process.exitCode = ExitCode.usage;
  }
}

/** JSON has no infinity. */
function infinityAsText(_: string, value: unknown): unknown {
  return value === Infinity || value === -Infinity ? String(value) : value;
}
