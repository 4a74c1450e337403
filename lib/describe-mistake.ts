import type * as v from 'valibot';
import { nearest } from './nearest.js';

/**
 * What a valibot schema has against a value, in the words of a configuration file: what was found, what is allowed, and the
 * nearest of the words that are.
 *
 * @example
 * ```ts
 * v.safeParse(v.picklist(['forward', 'reverse']), 'foward', { message: describeMistake });
 * // is "foward"; it must be "forward" or "reverse"; did you mean "forward"?
 * ```
 */
export function describeMistake(issue: v.BaseIssue<unknown>): string {
  const expected = issue.expected ?? UNSAID[issue.type] ?? `something else (${issue.type})`;
  if (/(length|size|entries|items)$/.test(issue.type)) {
    return `has ${issue.received} ${typeof issue.input === 'string' ? 'characters' : 'elements'}; it must have ${expected}`;
  }
  const options = expected.replace(/^\((.*)\)$/, '$1').split(' | ');
  return `${mistake(issue, options.map(inWords).join(' or '))}${hint(issue.input, options)}`;
}

/** As {@link describeMistake}, with words of our own for what is allowed. */
export function mustBe(what: string): (issue: v.BaseIssue<unknown>) => string {
  return (issue) => mistake(issue, what);
}

function mistake({ received }: v.BaseIssue<unknown>, what: string): string {
  return `${received === 'undefined' ? 'is missing' : `is ${inWords(received)}`}; it must be ${what}`;
}

/** The nearest of the texts that are allowed. */
function hint(found: unknown, options: readonly string[]): string {
  const texts = options.filter((option) => option.startsWith('"')).map((option) => option.slice(1, -1));
  const near = typeof found === 'string' ? nearest(found, texts) : undefined;
  return near === undefined ? '' : `; did you mean "${near}"?`;
}

const WORDS: Readonly<Record<string, string>> = {
  Object: 'a mapping',
  Array: 'a list',
  string: 'text',
  number: 'a number',
  boolean: 'true or false',
  null: 'empty',
  '""': 'empty text',
  '!0': 'anything but empty',
};

const UNSAID: Readonly<Record<string, string>> = { integer: 'a whole number', finite: 'a finite number' };

function inWords(type: string): string {
  return WORDS[type] ?? type;
}
