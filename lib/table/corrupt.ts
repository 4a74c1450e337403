import { OectError } from '../errors.js';

/** A file of a table that contradicts itself. */
export function corrupt(message: string): OectError {
  return new OectError('data-corrupt', message);
}
