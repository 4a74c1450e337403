import type { Command } from 'commander';
import type { ScanReport } from '../../lib/catalog/scan.js';
import { addCatalogOptions, type CatalogOptions, openGivenCatalog } from './catalog-options.js';
import { count } from './count.js';
import { ExitCode, faultText } from './exit.js';
import { scanWithProgress } from './find-in-catalog.js';
import { wholeNumber } from './option-values.js';
import { stopSignals } from './stop-signals.js';

interface ScanCommandOptions extends CatalogOptions {
  readonly workers?: number;
  readonly json?: true;
}

const NOTES = `
Reads the heads of experiment files (*-test_*.h5) and the metadata of feature files (*-feat_*.parquet, .arrow) that are new or have
changed since the last scan, and writes the index. Without --root the folders are those of the index that is there.

Examples:
  oect catalog scan
  oect catalog scan --root data features
  oect catalog scan --catalog lab/catalog_config.yaml

Exit code 1 if a file is damaged or a folder cannot be looked into; all else is in the index.`;

export function catalogScanCommand(catalog: Command): void {
  addCatalogOptions(catalog.command('scan').description('Bring the index up to date with the files.'))
    .option('--workers <n>', 'threads that read files (default: what the machine runs in parallel)', wholeNumber(1))
    .option('--json', 'print JSON')
    .addHelpText('after', NOTES)
    .action(scan);
}

async function scan({ workers, json, ...given }: ScanCommandOptions): Promise<void> {
  using stop = stopSignals();
  const catalog = await openGivenCatalog(given, { scan: 'never' });
  const report = await scanWithProgress(catalog, { signal: stop.signal, ...(workers !== undefined && { workers }) });
  for (const { folder, message } of report.unreadable) process.stderr.write(`not searched: ${folder}: ${message}\n`);
  for (const { file, error } of catalog.damaged) process.stderr.write(`damaged: ${faultText(file, error)}\n`);
  const { indexFile: index, damaged } = catalog;
  process.stdout.write(
    `${json ? JSON.stringify({ index, ...report, files: damaged }, undefined, 2) : summary(report, index)}\n`,
  );
  if (report.damaged + report.unreadable.length > 0) process.exitCode = ExitCode.failed;
}

function summary({ experiments, features, damaged, read, removed, milliseconds }: ScanReport, index: string): string {
  const seconds = milliseconds / 1000;
  const rate = read === 0 ? '' : ` (${Math.round(read / seconds)} a second)`;
  const lost = damaged === 0 ? '' : `, ${damaged} damaged`;
  const gone = removed === 0 ? '' : `, ${removed} gone`;
  return (
    `${count(experiments, 'experiment')}, ${count(features, 'feature file')}${lost} -> ${index}: ` +
    `${count(read, 'file')} read${rate}${gone} in ${seconds.toFixed(2)} s`
  );
}
