import type { Command } from 'commander';
import type { CatalogStats, Totals } from '../../lib/catalog/stats.js';
import { addCatalogOptions, type CatalogOptions, openGivenCatalog } from './catalog-options.js';
import { count } from './count.js';
import { sizeText } from './size-text.js';
import { stopSignals } from './stop-signals.js';
import { textTable } from './text-table.js';

interface StatsOptions extends CatalogOptions {
  readonly json?: true;
}

export function catalogStatsCommand(catalog: Command): void {
  addCatalogOptions(
    catalog.command('stats').description('Show how much there is: by chip, by day, and how far features cover it.'),
  )
    .option('--json', 'print JSON')
    .addHelpText('after', '\nExamples:\n  oect catalog stats\n  oect catalog stats --root data features --json')
    .action(stats);
}

async function stats({ json, ...given }: StatsOptions): Promise<void> {
  using stop = stopSignals();
  const { catalogStats } = await import('../../lib/catalog/stats.js');
  const found = catalogStats(await openGivenCatalog(given, { signal: stop.signal }));
  process.stdout.write(`${json ? JSON.stringify(found, undefined, 2) : report(found)}\n`);
}

const TOTALS_HEAD = ['experiments', 'transfer steps', 'transient steps', 'size'];

function report(stats: CatalogStats): string {
  const { experiments, bytes, feature_files, feature_bytes, damaged, chips, days, coverage } = stats;
  return [
    `${count(experiments, 'experiment')}, ${sizeText(bytes)}; ${count(feature_files, 'feature file')}, ${sizeText(feature_bytes)}` +
      (damaged === 0 ? '' : `; ${damaged} damaged`),
    ...section(
      'By chip',
      ['chip', ...TOTALS_HEAD],
      chips.map((chip) => [chip.chip_id ?? '-', ...totalsRow(chip)]),
    ),
    ...section(
      'By day',
      ['created', ...TOTALS_HEAD],
      days.map((day) => [day.day ?? '-', ...totalsRow(day)]),
    ),
    ...section(
      'Features',
      ['configuration', 'version', 'content', 'experiments', 'covered', 'files', 'size'],
      coverage.map(({ config, version, hash, files, ...of }) => [
        config,
        version,
        hash.slice(0, 8),
        String(of.experiments),
        `${Math.round((100 * of.experiments) / Math.max(1, experiments))} %`,
        String(files),
        sizeText(of.bytes),
      ]),
    ),
  ].join('\n');
}

function totalsRow({ experiments, transfer_steps, transient_steps, bytes }: Totals): readonly string[] {
  return [String(experiments), String(transfer_steps), String(transient_steps), sizeText(bytes)];
}

function section(title: string, head: readonly string[], rows: readonly (readonly string[])[]): readonly string[] {
  return rows.length === 0 ? [] : ['', title, textTable([head, ...rows], '  ')];
}
