import {
  type Extracted,
  isMissing,
  isResults,
  type Missing,
  type Results,
  type Value,
} from '../extractors/extractor.js';

/** What an extractor gave for each of its outputs, in their order. */
export function resultsOf(extracted: Extracted): readonly (Value | Missing)[] {
  return isResults(extracted) ? extracted.outputs : [extracted];
}

/**
 * The numbers of each output in row-major order; none of an output without a value.
 *
 * @example
 * ```ts
 * numbersOf(gmMax.extract(step, params)); // [[0.0042]]
 * ```
 */
export function numbersOf(extracted: Extracted): readonly (readonly number[])[] {
  return resultsOf(extracted).map((result) => {
    if (isMissing(result)) return [];
    return typeof result === 'number' ? [result] : Array.from(result);
  });
}

/** A result in memory of its own. What is no result is given back as it is, for others to find fault with. */
export function settled(extracted: Extracted): Extracted {
  if (typeof extracted !== 'object' || extracted === null) return extracted;
  if (!isResults(extracted)) return copied(extracted);
  const { outputs } = extracted;
  return Array.isArray(outputs)
    ? { ...extracted, outputs: outputs.map(copied) as unknown as Results['outputs'] }
    : extracted;
}

function copied<T>(result: T): T {
  return ArrayBuffer.isView(result) || Array.isArray(result) ? ((result as unknown as number[]).slice() as T) : result;
}

/** A result in words: a number, numbers, or null with its reason. */
export function describeResult(extracted: unknown): string {
  const result = extracted as Extracted | null | undefined;
  if (result === undefined || result === null) return String(result);
  if (isMissing(result)) return `null (${result.missing})`;
  if (isResults(result)) {
    const note = result.note === undefined ? '' : ` with the note "${result.note}"`;
    return `outputs ${result.outputs.map(describeResult).join(' and ')}${note}`;
  }
  if (typeof result === 'object' && 'length' in result) {
    const numbers = Array.from(result, describeNumber);
    return `[${(numbers.length <= 12 ? numbers : [...numbers.slice(0, 12), '...']).join(', ')}]`;
  }
  return typeof result === 'number' ? describeNumber(result) : `${typeof result} ${String(result)}`;
}

function describeNumber(number: number): string {
  return Object.is(number, -0) ? '-0' : String(number);
}

/**
 * Where two results differ, in words, or undefined if they do not: number by number (NaN is NaN), the same outputs null, the
 * same notes.
 *
 * @param tolerance - relative; 0 takes nothing but the same number
 */
export function difference(found: Extracted, expected: Extracted, tolerance = 0): string | undefined {
  return (
    differentNumbers(numbersOf(found), numbersOf(expected), tolerance) ??
    (sayings(found) === sayings(expected)
      ? undefined
      : `the result is ${describeResult(found)}, not ${describeResult(expected)}`)
  );
}

/** As {@link difference}, of the numbers alone. */
export function differentNumbers(
  found: readonly (readonly number[])[],
  expected: readonly (readonly number[])[],
  tolerance: number,
): string | undefined {
  if (found.length !== expected.length) return `there are ${found.length} outputs, not ${expected.length}`;
  for (const [output, numbers] of expected.entries()) {
    const others = found[output] as readonly number[];
    const place = expected.length === 1 ? 'the result' : `output ${output}`;
    if (others.length !== numbers.length) {
      return `${place} is ${described(others)}, not ${described(numbers)}`;
    }
    const at = numbers.findIndex((number, i) => !isClose(others[i] as number, number, tolerance));
    if (at < 0) continue;
    const where = numbers.length === 1 ? place : `number ${at} of ${place}`;
    return `${where} is ${describeNumber(others[at] as number)}, not ${describeNumber(numbers[at] as number)}`;
  }
  return undefined;
}

function described(numbers: readonly number[]): string {
  return numbers.length === 0 ? 'null' : describeResult(numbers);
}

function isClose(found: number, expected: number, tolerance: number): boolean {
  // 0 and -0 are the same current.
  return (
    found === expected || Object.is(found, expected) || Math.abs(found - expected) <= tolerance * Math.abs(expected)
  );
}

/** What a result says in words: its reasons, and its note. */
function sayings(extracted: Extracted): string {
  const reasons = resultsOf(extracted).map((result) => (isMissing(result) ? result.missing : ''));
  return JSON.stringify([reasons, isResults(extracted) ? extracted.note : undefined]);
}
