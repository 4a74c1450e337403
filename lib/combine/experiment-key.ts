import { experimentId } from '../catalog/fields.js';
import type { ExperimentHead } from '../experiment/head.js';
import { type Identity, identityOf } from '../experiment/identity.js';

/** What tells an experiment from all others, in all that is known of it: the first columns of tables of several. */
export interface ExperimentKey {
  /** Name of its file, without `.h5`. */
  readonly experiment: string;
  readonly chip_id: string | null;
  readonly device_id: string | null;
  readonly test_id: string | null;
}

export const KEY_NAMES = ['experiment', 'chip_id', 'device_id', 'test_id'] as const;

/** @param file - of the experiment, with or without its folder */
export function experimentKey(file: string, { chip, device, test }: Omit<Identity, 'description'>): ExperimentKey {
  return {
    experiment: experimentId({ file }),
    chip_id: chip ?? null,
    device_id: device ?? null,
    test_id: test ?? null,
  };
}

export function keyOfHead(head: ExperimentHead): ExperimentKey {
  return experimentKey(head.file, identityOf(head));
}

/** The key as one text, the same for the same experiment only. */
export function keyText(key: ExperimentKey): string {
  return JSON.stringify(KEY_NAMES.map((name) => key[name]));
}
