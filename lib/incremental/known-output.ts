import { basename } from 'node:path';
import type { ExperimentHead } from '../experiment/head.js';
import { identityOf } from '../experiment/identity.js';
import { DIGEST_ROWS, SOURCE_OF, type StepDigests } from '../experiment/step-digests.js';
import type { FeatureMetadata } from '../table/metadata.js';
import type { ReuseRecord } from '../table/reuse-record.js';
import type { TableFormat } from '../table/table-format.js';

/** A feature file, as far as its metadata tells. */
export interface KnownOutput {
  readonly file: string;
  readonly format: TableFormat;
  readonly metadata: FeatureMetadata & { readonly reuse: ReuseRecord };
}

/** An experiment as it is now. */
export interface SourceState {
  readonly head: ExperimentHead;
  /** Fingerprint of its file. */
  readonly hash: string;
  /** Digests of its steps, if they were read: by these alone it is known that steps were only added. */
  readonly digests?: Pick<StepDigests, 'ofFirst'>;
}

/** Whether a file is of the experiment: of the same content, whatever it is called, or of the same test of the same device. */
export function isOf({ head, hash }: SourceState, { metadata }: KnownOutput): boolean {
  if (metadata.source.hash === hash) return true;
  const { chip, device, test } = identityOf(head);
  if (metadata.chip !== chip || metadata.device !== device || metadata.test !== test) return false;
  return test !== undefined || metadata.source.file === basename(head.file);
}

/**
 * What became of the steps that a file was made of: all of them are there, and no others (`same`); there are others behind them
 * (`grown`); or it is not known that they are (`changed`).
 */
export type Relation = 'same' | 'grown' | 'changed';

export function relationTo(source: SourceState, output: KnownOutput): Relation {
  if (output.metadata.source.hash === source.hash) return 'same';
  if (!mayHaveGrown(source, output)) return 'changed';
  const { steps, digests } = output.metadata.reuse.source;
  const isThere = DIGEST_ROWS.every((row) => {
    const recorded = digests[row];
    return recorded === undefined || source.digests?.ofFirst(row, steps[SOURCE_OF[row]]) === recorded;
  });
  return isThere && Object.keys(digests).length > 0 ? 'grown' : 'changed';
}

/** Whether there are more steps than the file was made of, and no fewer of any source. */
export function mayHaveGrown({ head, hash }: SourceState, { metadata }: KnownOutput): boolean {
  if (metadata.source.hash === hash) return false;
  const { transfer, transient } = metadata.reuse.source.steps;
  const more = [(head.transfer?.steps ?? 0) - transfer, (head.transient?.steps ?? 0) - transient];
  return more.every((steps) => steps >= 0) && more.some((steps) => steps > 0);
}
