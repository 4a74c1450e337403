import { mkdirSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { writeExperiment } from './experiment-file.js';

/** An experiment of a small laboratory. */
export interface Run {
  readonly chip: string;
  readonly device: number;
  readonly test: string;
  readonly status?: string;
  /** Milliseconds, of the transient step in its loop. */
  readonly topTime?: number;
  readonly transferSteps?: number;
  /** Folder below that of the laboratory. */
  readonly folder?: string;
}

/** Where {@link writeRun} puts an experiment. */
export function fileOf(laboratory: string, { chip, device, test, folder = '' }: Run): string {
  return join(laboratory, folder, `${chip}-${device}-stability-${test}.h5`);
}

/** Writes the experiment file of a run into the folder of a laboratory, and returns its path. */
export async function writeRun(laboratory: string, run: Run): Promise<string> {
  const { chip, device, test, status = 'completed', topTime = 50, transferSteps = 3 } = run;
  const file = fileOf(laboratory, run);
  mkdirSync(dirname(file), { recursive: true });
  const steps = [
    { id: 't1', type: 'transfer', params: { isSweep: 1 } },
    { id: 't2', type: 'transient', params: { topTime, bottomTime: 50, timeStep: 1 } },
  ];
  return writeExperiment(file, {
    attributes: {
      format_version: '2.0_new_storage',
      chip_id: chip,
      device_number: String(device),
      description: 'stability',
      test_id: test,
      status,
      created_at: '2025-08-04T10:00:00',
    },
    workflow: JSON.stringify([{ id: 'l1', type: 'loop', iterations: transferSteps, steps }]),
    transfer: { data: { shape: [transferSteps, 2, 5] } },
  });
}
