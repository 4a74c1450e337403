import { type ExperimentHead, textAttribute } from './head.js';

/** What an experiment was measured on, in the words of its own attributes; each part may be missing. */
export interface Identity {
  readonly chip?: string;
  /** The attribute `device_number`. */
  readonly device?: string;
  readonly test?: string;
  readonly description?: string;
}

export function identityOf(head: ExperimentHead): Identity {
  const chip = textAttribute(head, 'chip_id');
  const device = textAttribute(head, 'device_number');
  const test = textAttribute(head, 'test_id');
  const description = textAttribute(head, 'description');
  return {
    ...(chip !== undefined && { chip }),
    ...(device !== undefined && { device }),
    ...(test !== undefined && { test }),
    ...(description !== undefined && { description }),
  };
}

/** What to call an experiment: `{chip}-{device}-{description}-{test}`, as its file is named; `NA` for missing parts. */
export function displayName({ chip, device, description, test }: Identity): string {
  return [chip, device, description, test].map((part) => part ?? 'NA').join('-');
}
