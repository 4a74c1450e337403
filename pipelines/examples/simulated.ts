/** What the recipes work on when they are given nothing: the files of a simulated chip, and a simulated probe station. */
import { mkdtempSync, rmSync } from 'node:fs';
import { rename } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type SimulationOptions, simulateChip, simulateSteps, type TransferStep } from 'oect-features';
import { defer, interval, map, type Observable, take } from 'rxjs';

/** The experiment files of the command line, or those of a simulated chip, which are removed when the program ends. */
export async function givenFiles(options: SimulationOptions): Promise<readonly string[]> {
  const given = process.argv.slice(2);
  return given.length > 0 ? given : simulatedFiles(join(temporaryFolder(), 'chip'), options);
}

/** A drive with experiment files whose cable is out. What the command line gives is on a drive of its own. */
export async function unpluggedDrive(options: SimulationOptions) {
  const given = process.argv.slice(2);
  if (given.length > 0) return { files: given, plugIn: async () => {} };
  const folder = temporaryFolder();
  const [drive, unplugged] = [join(folder, 'drive'), join(folder, 'unplugged')];
  const files = await simulatedFiles(drive, options);
  await rename(drive, unplugged);
  let plugged: Promise<void> | undefined;
  const plugIn = () => {
    plugged ??= rename(unplugged, drive);
    return plugged;
  };
  return { files: [...files, join(drive, 'never-there.h5')], plugIn };
}

async function simulatedFiles(folder: string, options: SimulationOptions): Promise<readonly string[]> {
  const files: string[] = [];
  for await (const event of simulateChip(folder, options)) if (event.kind === 'file') files.push(event.file);
  return files;
}

function temporaryFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'oect-recipe-'));
  process.once('exit', () => rmSync(folder, { recursive: true }));
  return folder;
}

/** What the probe station measures: a transfer sweep, and on which device. */
export interface Sweep extends TransferStep {
  readonly device: string;
}

export interface Measurement {
  readonly device: string;
  readonly sweeps: number;
  readonly everyMs: number;
  /** How much of the current of a sweep comes through. @defaultValue all of it */
  readonly contact?: (sweep: number) => number;
}

/** Sweeps the gate of a simulated device again and again, for as long as somebody is subscribed. */
export function measure({ device, sweeps, everyMs, contact = () => 1 }: Measurement): Observable<Sweep> {
  return defer(() => {
    const measured = sweepsOf(sweeps);
    return interval(everyMs).pipe(
      take(sweeps),
      map(() => measured.next().value as TransferStep),
      map((sweep) => ({ ...sweep, device, Id: sweep.Id.map((current) => current * contact(sweep.index)) })),
    );
  });
}

function* sweepsOf(steps: number): Generator<TransferStep> {
  for (const step of simulateSteps(1, { steps })) if (step.kind === 'transfer') yield step;
}
