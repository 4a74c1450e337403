/** Simulates a chip, extracts its features, and shows the table of its first device. */
import { lastValueFrom, toArray } from 'rxjs';
import { loadConfiguration, simulateChip, threadPool } from '../../lib/index.js';
import { filesToParquet } from '../index.js';

const folder = process.argv[2] ?? 'demo';

const files: string[] = [];
for await (const event of simulateChip(`${folder}/data`, { experiments: 8, steps: 20 })) {
  if (event.kind === 'file') files.push(event.file);
}
process.stdout.write(`8 simulated devices of a chip, 20 sweeps and 20 traces each -> ${folder}/data\n`);

const configuration = await loadConfiguration('v2_quick_analysis');
await using pool = threadPool();
const started = performance.now();
const written = await lastValueFrom(
  filesToParquet(files, configuration, { directory: `${folder}/features`, pool }).pipe(toArray()),
);
process.stdout.write(`${written.length} feature tables in ${Math.round(performance.now() - started)} ms\n\n`);

const [first] = written.sort((a, b) => a.output.localeCompare(b.output));
if (first !== undefined) {
  const { columns, rows } = first.experiment.table;
  const cells = columns.map((column) =>
    column.kind === 'scalar'
      ? [`${column.name} (${column.unit})`, ...Array.from(column.values, (value) => value.toPrecision(4))]
      : [column.name, ...Array.from({ length: rows }, (_, row) => String(row))],
  );
  for (let line = 0; line <= rows; line++) {
    process.stdout.write(
      `${cells.map((column) => (column[line] ?? '').padStart((column[0] ?? '').length)).join('  ')}\n`,
    );
  }
  process.stdout.write(`\nThis table: ${first.output}\nAll of them: ${folder}/features\n`);
}
