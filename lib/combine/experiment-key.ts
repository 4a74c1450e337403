import type { CatalogExperiment } from '../catalog/entry.js';
import { experimentId, fieldOf } from '../catalog/fields.js';
import type { Identity } from '../experiment/identity.js';

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

/** The key of an experiment of a catalog. */
export function keyOfExperiment(experiment: CatalogExperiment): ExperimentKey {
  const [chip, device, test] = (['chip_id', 'device_id', 'test_id'] as const).map((name) => fieldOf(experiment, name));
  return experimentKey(experiment.file, {
    ...(chip !== undefined && { chip }),
    ...(device !== undefined && { device }),
    ...(test !== undefined && { test }),
  });
}

/** The key as one text, the same for the same experiment only. */
export function keyText(key: ExperimentKey): string {
  return JSON.stringify(KEY_NAMES.map((name) => key[name]));
}
