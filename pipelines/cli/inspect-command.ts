import type { Command } from 'commander';
import type { DatasetInspection, Inspection, Problem } from '../../lib/experiment/inspect.js';
import { ExitCode } from './exit.js';
import { sizeText } from './size-text.js';
import { textTable } from './text-table.js';

const EXAMPLES = `
Examples:
  oect inspect "#20250804008-1-stability-test_20250804_0001.h5"
  oect inspect experiment.h5 --json

Exit code 1 if something is wrong with the file.`;

export function inspectCommand(program: Command): void {
  program
    .command('inspect')
    .description('Show what an experiment file has in it, and anything that is wrong with it; reads it to the end.')
    .argument('<file>', 'an experiment file')
    .option('--json', 'print JSON')
    .addHelpText('after', EXAMPLES)
    .action(inspect);
}

async function inspect(file: string, { json }: { readonly json?: true }): Promise<void> {
  const { inspectFile } = await import('../../lib/experiment/inspect.js');
  const inspection = await inspectFile(file);
  process.stdout.write(json ? `${JSON.stringify(inspection, bigintsAsText, 2)}\n` : `${report(inspection)}\n`);
  if (inspection.problems.some(({ kind }) => kind === 'error')) process.exitCode = ExitCode.failed;
}

/** JSON has no integers beyond 2^53. */
function bigintsAsText(_: string, value: unknown): unknown {
  return typeof value === 'bigint' ? String(value) : value;
}

function report(inspection: Inspection): string {
  const { file, bytes, steps, attributes, workflowTree, datasets, problems } = inspection;
  const size = bytes === undefined ? '' : ` (${sizeText(bytes)})`;
  return [
    `${file}${size}`,
    `${steps.transfer} transfer steps, ${steps.transient} transient steps`,
    ...section(
      'Attributes',
      Object.entries(attributes).map(([name, value]) => [name, String(value)]),
    ),
    ...(workflowTree.length === 0 ? [] : ['', 'Workflow', ...workflowTree.map((line) => `  ${line}`)]),
    ...section('Data sets', datasets.map(datasetRow)),
    '',
    ...(problems.length === 0 ? ['Nothing is wrong with it.'] : ['Problems', ...problems.map(problemLine)]),
  ].join('\n');
}

function section(title: string, rows: readonly (readonly string[])[]): readonly string[] {
  return rows.length === 0 ? [] : ['', title, textTable(rows, '  ')];
}

function datasetRow({ path, shape, type, chunks, filters, bytes }: DatasetInspection): readonly string[] {
  return [
    path,
    `[${shape.join(', ')}]`,
    type.length > 40 ? `${type.slice(0, 39)}…` : type,
    chunks === undefined ? 'not chunked' : `chunks [${chunks.join(', ')}]`,
    filters.join(' '),
    bytes === undefined ? '' : `${sizeText(bytes)} inflated`,
  ];
}

function problemLine({ kind, code, message }: Problem): string {
  return `  ${kind}: ${message}${code === undefined ? '' : ` [${code}]`}`;
}
