import { OectError } from '../errors.js';
import type { Positioned } from './yaml-source.js';

/** A configuration cannot be used: everything that is wrong with it, each with its place in the text. */
export class ConfigurationError extends OectError {
  readonly problems: readonly Positioned[];

  constructor(file: string, problems: readonly Positioned[]) {
    super('bad-configuration', linesOf(file, problems).join('\n'), { file });
    this.problems = inOrder(problems);
  }
}

/** Remarks on a file in the order of their places, a line each: `file:line:column: message`. */
export function linesOf(file: string, remarks: readonly Positioned[]): readonly string[] {
  return inOrder(remarks).map((remark) => format(file, remark));
}

function inOrder(problems: readonly Positioned[]): readonly Positioned[] {
  return [...problems].sort((a, b) => a.line - b.line || a.column - b.column);
}

function format(file: string, { line, column, message }: Positioned): string {
  return `${file}:${line}:${column}: ${oneLine(message)}`;
}

/** Longest message: what it quotes of a text can be anything. */
const MAX_MESSAGE = 1000;

function oneLine(message: string): string {
  const line = message.replace(/\s*[\r\n]\s*/g, ' ');
  return line.length > MAX_MESSAGE ? `${line.slice(0, MAX_MESSAGE)}...` : line;
}
