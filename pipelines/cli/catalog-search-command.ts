import { relative } from 'node:path';
import { type Command, Option } from 'commander';
import type { Catalog } from '../../lib/catalog/catalog.js';
import type { CatalogExperiment } from '../../lib/catalog/entry.js';
import { FIELD_NAMES, fieldOf, fieldsOf } from '../../lib/catalog/fields.js';
import { addCatalogOptions, type CatalogOptions, openGivenCatalog } from './catalog-options.js';
import { configDirectories, configDirOption } from './config-dir.js';
import { tellWhyNothing } from './find-in-catalog.js';
import { moduleUrl } from './module-url.js';
import { rowsText, type TextFormat } from './rows-text.js';
import { addSearchOptions, queryOf, SEARCH_NOTES, type SearchOptions } from './search-options.js';
import { stopSignals } from './stop-signals.js';
import { textTable } from './text-table.js';

interface SearchCommandOptions extends CatalogOptions, SearchOptions {
  readonly output: TextFormat;
  readonly configDir?: readonly string[];
  readonly extractors?: readonly string[];
}

const NOTES = `${SEARCH_NOTES}

Examples:
  oect catalog search --chip "#20250804008" --status completed
  oect catalog search --device-type P --where "workflow_step_1_2_param_topTime>=50" --missing transient_tau
  oect catalog search --created-after 2025-08-04 --order-by steps --desc --limit 10
  oect catalog search --has v2_all --output csv > experiments.csv`;

export function catalogSearchCommand(catalog: Command): void {
  const command = catalog.command('search').description('List the experiments that meet all conditions.');
  addSearchOptions(addCatalogOptions(command))
    .addOption(configDirOption())
    .option('--extractors <module...>', 'modules with extractors of your own, which a configuration needs')
    .addOption(new Option('--output <format>', 'what is printed').choices(['table', 'json', 'csv']).default('table'))
    .addHelpText('after', NOTES)
    .action(search);
}

async function search(options: SearchCommandOptions): Promise<void> {
  const query = queryOf(options);
  using stop = stopSignals();
  const catalog = await openGivenCatalog(options, { signal: stop.signal });
  const found = await catalog.search(query, await loadOptions(options));
  process.stdout.write(foundText(catalog, found, options.output));
  if (found.length === 0) tellWhyNothing(catalog, query);
}

/** How configurations are loaded that a search names; there is nothing to load for most. */
async function loadOptions({ has, missing, configDir, extractors = [] }: SearchCommandOptions) {
  if (has === undefined && missing === undefined) return {};
  const { loadRegistry } = await import('../../lib/extractors/registry.js');
  const registry = await loadRegistry(extractors.map(moduleUrl));
  return { registry, directories: configDirectories(configDir) };
}

const HEAD = ['chip', 'device', 'test', 'type', 'status', '%', 'created', 'transfer', 'transient', 'file'];

function foundText(catalog: Catalog, found: readonly CatalogExperiment[], format: TextFormat): string {
  switch (format) {
    case 'table':
      return found.length === 0 ? '' : `${textTable([HEAD, ...found.map(cells)])}\n`;
    case 'csv': {
      const rows = found.map((experiment) => FIELD_NAMES.map((field) => fieldOf(experiment, field) ?? null));
      return rowsText(FIELD_NAMES, rows, 'csv');
    }
    case 'json':
      return `${JSON.stringify(
        found.map((experiment) => withAll(catalog, experiment)),
        undefined,
        2,
      )}\n`;
  }
}

function cells(experiment: CatalogExperiment): readonly string[] {
  const fields = fieldsOf(experiment);
  const { chip_id, device_id, test_id, device_type, status, completion, created_at, transfer_steps, transient_steps } =
    fields;
  const values = [
    chip_id,
    device_id,
    test_id,
    device_type,
    status,
    completion,
    created_at,
    transfer_steps,
    transient_steps,
  ];
  return [...values.map((value) => String(value ?? '-')), relative('', experiment.file)];
}

/** Everything that the catalog knows of an experiment. */
export function withAll(catalog: Catalog, experiment: CatalogExperiment) {
  const { attributes, workflow, warnings } = experiment;
  const features = catalog.featuresOf(experiment).map(({ file, config, counts, createdAt }) => ({
    config: config.name,
    version: config.version,
    hash: config.hash,
    ...counts,
    created_at: createdAt,
    file,
  }));
  return { ...fieldsOf(experiment), attributes, workflow, warnings, features };
}
