import { InvalidArgumentError } from 'commander';

/** Reads a whole number of at least `least`, for commander. */
export function wholeNumber(least: number): (text: string) => number {
  return (text) => {
    const number = Number(text);
    if (text.trim() !== '' && Number.isSafeInteger(number) && number >= least) return number;
    throw new InvalidArgumentError(`"${text}" is not a whole number of at least ${least}.`);
  };
}
