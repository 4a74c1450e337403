import { Command } from 'commander';
import { VERSION } from '../../lib/version.js';
import { catalogCommand } from './catalog-command.js';
import { combineCommand } from './combine-command.js';
import { configsCommand } from './configs-command.js';
import { diffCommand } from './diff-command.js';
import { explainCommand } from './explain-command.js';
import { extractCommand } from './extract-command.js';
import { extractorsCommand } from './extractors-command.js';
import { inspectCommand } from './inspect-command.js';
import { planCommand } from './plan-command.js';
import { simulateCommand } from './simulate-command.js';
import { sqlCommand } from './sql-command.js';
import { watchCommand } from './watch-command.js';

const EXAMPLES = `
Examples:
  oect simulate data                                         # a chip of simulated experiments to try things on
  oect inspect "data/#20250804008-1-stability-test_20250804_0001.h5"
  oect extract data --config v2_transfer_basic --out features
  oect plan data --config v2_transfer_basic                  # how much there is to do, and how long it would take
  oect explain data --config v2_transfer_basic               # what would be computed, and why
  oect watch data --config v2_transfer_basic                 # the same, of experiments as they come
  oect catalog search --status completed --missing v2_ml_ready
  oect diff features/old.parquet features/new.parquet        # what changed, by how much and why
  oect combine features --out all.parquet                    # the features of many experiments as one table
  oect sql "select chip_id, avg(gm_max_forward) from v2_transfer_basic group by 1"
  oect configs v2_all                                        # what a configuration computes
  oect extractors transient.tau_on_off                       # what can be computed, with all parameters

Exit codes: 0 all good, 1 some experiment failed or tables differ, 2 wrong usage or configuration, 130 interrupted.`;

export function createProgram(): Command {
  const program = new Command('oect')
    .description(
      'Features of organic electrochemical transistor experiments: HDF5 in, Parquet out, step by step in parallel.',
    )
    .version(VERSION)
    .addHelpText('after', EXAMPLES)
    .showHelpAfterError('(oect --help shows how it is used)')
    .exitOverride();
  const commands = [
    extractCommand,
    explainCommand,
    planCommand,
    catalogCommand,
    watchCommand,
    diffCommand,
    combineCommand,
    sqlCommand,
    inspectCommand,
    simulateCommand,
    configsCommand,
    extractorsCommand,
  ];
  for (const add of commands) add(program);
  return program;
}
