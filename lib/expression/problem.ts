import { closest, distance } from 'fastest-levenshtein';
import { OectError } from '../errors.js';
import type { Span } from './syntax.js';

/** One thing that is wrong with an expression, and where. */
export interface Problem {
  /** Characters before the place, from 0. */
  readonly offset: number;
  /** From 1, within the expression's own source. */
  readonly line: number;
  /** From 1. */
  readonly column: number;
  /** The text at the place, shortened. */
  readonly found: string;
  /** What was found, what is allowed, and the nearest name where there is one. */
  readonly message: string;
}

abstract class PositionedError extends OectError {
  readonly problems: readonly [Problem, ...Problem[]];

  protected constructor(problems: readonly [Problem, ...Problem[]], cause?: unknown) {
    super('bad-configuration', problems.map(describeProblem).join('\n'), { cause });
    this.problems = problems;
  }

  /** Of the first problem, as are {@link line}, {@link column} and {@link found}. */
  get offset(): number {
    return this.problems[0].offset;
  }

  get line(): number {
    return this.problems[0].line;
  }

  get column(): number {
    return this.problems[0].column;
  }

  get found(): string {
    return this.problems[0].found;
  }
}

/** An expression that cannot be compiled: all its problems, in the order of the source. */
export class ExpressionError extends PositionedError {
  constructor(problems: readonly [Problem, ...Problem[]]) {
    super(problems);
  }
}

/** An expression that does not fit its inputs, or asks for more than the limits allow. */
export class EvaluationError extends PositionedError {
  constructor(problem: Problem, cause?: unknown) {
    super([problem], cause);
  }
}

function describeProblem({ line, column, message }: Problem): string {
  return `line ${line}, column ${column}: ${message}`;
}

export function problemAt(source: string, span: Span, message: string): Problem {
  const before = source.slice(0, span.from);
  const lineStart = before.lastIndexOf('\n') + 1;
  return {
    offset: span.from,
    line: before.split('\n').length,
    column: span.from - lineStart + 1,
    found: shorten(source.slice(span.from, span.to)),
    message,
  };
}

const LONGEST_QUOTE = 40;

export function shorten(text: string): string {
  // Cut first: the text may be very long.
  const line = text
    .slice(0, 4 * LONGEST_QUOTE)
    .replace(/\s+/g, ' ')
    .trim();
  return line.length > LONGEST_QUOTE ? `${line.slice(0, LONGEST_QUOTE)}...` : line;
}

/** `; nearest: 'mean'; allowed: ...`, for a name that is none of the allowed ones. */
export function suggest(name: string, allowed: readonly string[]): string {
  if (allowed.length === 0) return '; nothing is allowed here';
  // A very long name is near to nothing, and comparing it would take long.
  const nearest = name.length > LONGEST_QUOTE ? undefined : closest(name, allowed);
  const changes = nearest === undefined ? Infinity : distance(name, nearest);
  const isNear = changes < name.length && changes <= Math.ceil(name.length / 3);
  return `${isNear ? `; nearest: '${nearest}'` : ''}; allowed: ${allowed.join(', ')}`;
}
