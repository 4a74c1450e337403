import { readdir } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { messageOf } from '../errors.js';
import type { Identity } from '../experiment/identity.js';
import { featureFilePrefix } from '../table/file-name.js';
import type { FeatureMetadata } from '../table/metadata.js';
import { readMetadata } from '../table/read-metadata.js';
import type { TableFormat } from '../table/table-format.js';
import type { KnownOutput } from './known-output.js';
import type { DecisionReason } from './reasons.js';

const FEATURE_FILE = /-feat_.*\.(?<format>parquet|arrow)$/;

/** Feature files of a device, and why some cannot be trusted. */
export interface FoundOutputs {
  readonly outputs: readonly KnownOutput[];
  readonly damaged: readonly Damaged[];
}

export type Damaged = DecisionReason & { readonly kind: 'output-damaged' };

/** A folder of feature files, as it was when it was looked at. */
export class OutputFolder {
  readonly #directory: string;
  readonly #names: readonly string[];

  private constructor(directory: string, names: readonly string[]) {
    this.#directory = directory;
    this.#names = names;
  }

  /** Looks at a folder; one that is not there, or may not be read, has no files. */
  static async at(directory: string): Promise<OutputFolder> {
    const names = await readdir(directory).catch((): string[] => []);
    // In a fixed order, the latest first.
    return new OutputFolder(
      resolve(directory),
      names
        .filter((name) => FEATURE_FILE.test(name))
        .sort()
        .reverse(),
    );
  }

  /**
   * The feature files of a device by what their metadata says; their columns stay unread. Which ones are looked at their names
   * tell: a file that was given another name is not found, and its experiment computed anew.
   */
  async outputsOf(identity: Identity): Promise<FoundOutputs> {
    const prefix = featureFilePrefix(identity);
    const outputs: KnownOutput[] = [];
    const damaged: Damaged[] = [];
    for (const name of this.#names) {
      if (!name.startsWith(prefix)) continue;
      const file = join(this.#directory, name);
      const format = FEATURE_FILE.exec(name)?.groups?.format as TableFormat;
      try {
        const metadata = await readMetadata(file);
        if (isReusable(metadata)) outputs.push({ file, format, metadata });
        else damaged.push(damage(file, 'it does not say what of it could be taken over'));
      } catch (error) {
        damaged.push(damage(file, messageOf(error)));
      }
    }
    return { outputs, damaged };
  }
}

export function damage(file: string, message: string): Damaged {
  return { kind: 'output-damaged', file, message };
}

function isReusable(metadata: FeatureMetadata): metadata is KnownOutput['metadata'] {
  return metadata.reuse !== undefined;
}
