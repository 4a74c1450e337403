import type { Command } from 'commander';
import { catalogScanCommand } from './catalog-scan-command.js';
import { catalogSearchCommand } from './catalog-search-command.js';
import { catalogShowCommand } from './catalog-show-command.js';
import { catalogStatsCommand } from './catalog-stats-command.js';

const NOTES = `
A catalog is an index of experiment files and of the feature files made from them. The files are the truth: the index can be
thrown away at any time, and is made anew when it is needed.

Examples:
  oect catalog scan --root data features
  oect catalog search --root data --chip "#20250804008" --status completed --missing v2_ml_ready
  oect catalog stats --root data
  oect catalog show test_20250804_0001 --root data`;

export function catalogCommand(program: Command): void {
  const catalog = program
    .command('catalog')
    .description('Find experiments by what they are, and by the features that they have or lack.')
    .addHelpText('after', NOTES);
  for (const add of [catalogScanCommand, catalogSearchCommand, catalogStatsCommand, catalogShowCommand]) add(catalog);
}
