import type { Command } from 'commander';
import type { Catalog } from '../../lib/catalog/catalog.js';
import type { CatalogExperiment } from '../../lib/catalog/entry.js';
import { experimentId, fieldOf, fieldsOf } from '../../lib/catalog/fields.js';
import { OectError } from '../../lib/errors.js';
import { suggestion } from '../../lib/nearest.js';
import { addCatalogOptions, type CatalogOptions, openGivenCatalog } from './catalog-options.js';
import { withAll } from './catalog-search-command.js';
import { stopSignals } from './stop-signals.js';
import { textTable } from './text-table.js';

interface ShowOptions extends CatalogOptions {
  readonly json?: true;
}

const NOTES = `
Examples:
  oect catalog show test_20250804_0001
  oect catalog show "#20250804008-1-stability-test_20250804_0001.h5" --root data --json`;

export function catalogShowCommand(catalog: Command): void {
  addCatalogOptions(catalog.command('show').description('Show all that the catalog knows of an experiment.'))
    .argument('<id>', 'a test, the name of an experiment file with or without its ending, or its path')
    .option('--json', 'print JSON')
    .addHelpText('after', NOTES)
    .action(show);
}

async function show(id: string, { json, ...given }: ShowOptions): Promise<void> {
  using stop = stopSignals();
  const catalog = await openGivenCatalog(given, { signal: stop.signal });
  const experiment = await oneOf(catalog, id);
  process.stdout.write(
    json ? `${JSON.stringify(withAll(catalog, experiment), undefined, 2)}\n` : `${details(catalog, experiment)}\n`,
  );
}

/** The one experiment that is meant, as its file is now. */
async function oneOf(catalog: Catalog, id: string): Promise<CatalogExperiment> {
  await catalog.refresh(catalog.find(id));
  const found = catalog.find(id);
  const [experiment] = found;
  if (experiment === undefined) {
    const damaged = catalog.damaged.find(({ file }) => file.includes(id));
    const hint = damaged?.error.message ?? suggestion(id, namesIn(catalog));
    throw new OectError('bad-argument', `there is no experiment "${id}" in the catalog; ${hint}`);
  }
  if (found.length > 1) {
    const files = found.map(({ file }) => file).join('\n  ');
    throw new OectError('bad-argument', `"${id}" is of ${found.length} experiments; give the path of one:\n  ${files}`);
  }
  return experiment;
}

/** What experiments can be shown by. */
function namesIn({ experiments }: Catalog): readonly string[] {
  return [
    ...experiments.flatMap((experiment) => fieldOf(experiment, 'test_id') ?? []),
    ...experiments.map(experimentId),
  ];
}

function details(catalog: Catalog, experiment: CatalogExperiment): string {
  const { attributes, workflow, warnings } = experiment;
  const { file, steps, transfer_steps, transient_steps, bytes } = fieldsOf(experiment);
  const features = withAll(catalog, experiment).features.map(
    ({ config, version, hash, values, nulls, failures, file }) => [
      config,
      version,
      hash.slice(0, 8),
      `${values} values, ${nulls} nulls, ${failures} failures`,
      file,
    ],
  );
  return [
    file,
    `${bytes} bytes, ${steps} steps: ${transfer_steps} transfer, ${transient_steps} transient`,
    ...section(
      'Attributes',
      Object.entries(attributes).map(([name, value]) => [name, String(value)]),
    ),
    ...section(
      'Workflow, by the keys to search for',
      Object.entries(workflow).map(([key, value]) => [key, String(value)]),
    ),
    ...section('Features made from it', features),
    ...section(
      'Warnings',
      warnings.map((warning) => [warning]),
    ),
  ].join('\n');
}

function section(title: string, rows: readonly (readonly string[])[]): readonly string[] {
  return rows.length === 0 ? [] : ['', title, textTable(rows, '  ')];
}
