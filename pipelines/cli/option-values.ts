import { InvalidArgumentError } from 'commander';
import { messageOf } from '../../lib/errors.js';
import { parseBytes } from '../../lib/memory/memory-plan.js';

/** Reads a whole number of at least `least`, for commander. */
export function wholeNumber(least: number): (text: string) => number {
  return (text) => {
    const number = Number(text);
    if (text.trim() !== '' && Number.isSafeInteger(number) && number >= least) return number;
    throw new InvalidArgumentError(`"${text}" is not a whole number of at least ${least}.`);
  };
}

/** Reads an amount of memory, for commander. */
export function memory(text: string): number {
  try {
    return parseBytes(text);
  } catch (error) {
    throw new InvalidArgumentError(`${messageOf(error)}.`);
  }
}

/** Reads a number that is not negative, for commander. */
export function notNegative(text: string): number {
  const number = Number(text);
  if (text.trim() !== '' && Number.isFinite(number) && number >= 0) return number;
  throw new InvalidArgumentError(`"${text}" is not a number of at least 0.`);
}

/** Reads names with commas between them, for commander. */
export function names(text: string): readonly string[] {
  const found = text.split(',').map((name) => name.trim());
  if (found.every((name) => name !== '')) return found;
  throw new InvalidArgumentError(`"${text}" is not a list of names such as gm_max_forward,Von_forward.`);
}
