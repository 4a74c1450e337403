import { basename, join } from 'node:path';
import { Presets, SingleBar } from 'cli-progress';
import type { Command } from 'commander';
import type { SimulatedFile } from '../../lib/simulation/simulate-chip.js';
import { count } from './count.js';
import { ExitCode } from './exit.js';
import { wholeNumber } from './option-values.js';
import { stopSignals } from './stop-signals.js';

interface SimulateOptions {
  readonly experiments: number;
  readonly steps: number;
  readonly points: number;
  readonly cycles: number;
  readonly periodPoints: number;
  readonly seed: number;
  readonly chip: string;
  readonly quiet?: true;
}

const EXAMPLES = `
Examples:
  oect simulate data                                                       # 8 devices, 20 + 20 steps each
  oect simulate data --experiments 1 --steps 5000 --cycles 100             # one long experiment (1.2 GB inflated)`;

export function simulateCommand(program: Command): void {
  program
    .command('simulate')
    .description('Write physically plausible experiment files, and truth.json with the time constants that went in.')
    .argument('<dir>', 'where the files go')
    .option('--experiments <n>', 'devices, one file each', wholeNumber(1), 8)
    .option('--steps <n>', 'transfer sweeps of a device, and as many transient traces', wholeNumber(1), 20)
    .option('--points <n>', 'points of a transfer sweep, both branches together', wholeNumber(3), 201)
    .option('--cycles <n>', 'gate pulses of a transient trace', wholeNumber(1), 20)
    .option('--period-points <n>', 'samples of a pulse and the pause after it, one a millisecond', wholeNumber(4), 100)
    .option('--seed <n>', 'the same seed gives the same data', wholeNumber(0), 7)
    .option('--chip <id>', 'chip that the devices are on', '#20250804008')
    .option('-q, --quiet', 'print nothing but errors')
    .addHelpText('after', EXAMPLES)
    .action(simulate);
}

async function simulate(directory: string, { quiet, ...parameters }: SimulateOptions): Promise<void> {
  const [{ simulateChip }, { writeAtomically }] = await Promise.all([
    import('../../lib/simulation/simulate-chip.js'),
    import('../../lib/table/write-file.js'),
  ]);
  using stop = stopSignals();
  const { signal } = stop;
  const bar = new SingleBar(
    { stream: process.stderr, format: '{bar} {percentage}% | {file}', hideCursor: true, clearOnComplete: true },
    Presets.shades_classic,
  );
  if (!quiet) bar.start(parameters.experiments * parameters.steps, 0, { file: directory });
  const truths: [string, readonly { tau_on: number; tau_off: number }[]][] = [];
  try {
    for await (const event of simulateChip(directory, parameters, signal)) {
      if (event.kind === 'file') truths.push([basename(event.file), truthRows(event.truth)]);
      else bar.update(truths.length * parameters.steps + event.written, { file: event.file });
    }
    await writeAtomically(join(directory, 'truth.json'), Buffer.from(JSON.stringify(Object.fromEntries(truths))));
  } catch (error) {
    if (!signal.aborted) throw error;
    process.exitCode = ExitCode.interrupted;
  } finally {
    bar.stop();
  }
  if (!quiet)
    process.stdout.write(
      `${count(truths.length, 'experiment')} of ${parameters.steps} + ${parameters.steps} steps -> ${directory}\n`,
    );
}

/** One entry for each transient step, times in s. */
function truthRows({ tauOn, tauOff }: SimulatedFile['truth']): readonly { tau_on: number; tau_off: number }[] {
  return Array.from(tauOn, (tau_on, step) => ({ tau_on, tau_off: tauOff[step] as number }));
}
