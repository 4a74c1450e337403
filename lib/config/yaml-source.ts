import {
  type CST,
  type Document,
  isAlias,
  isMap,
  isNode,
  isScalar,
  isSeq,
  LineCounter,
  type ParsedNode,
  Parser,
  parseDocument,
  visit,
} from 'yaml';
import { messageOf } from '../errors.js';

/** A YAML (or JSON, which is YAML) text, its content, and where in the text each part of it stands. */
export interface YamlSource {
  readonly content: unknown;
  /** What is not YAML at all, or more of it than plain data. */
  readonly errors: readonly Positioned[];
  /** Position of the key or item at the end of `path`, or of the last part of it that there is. */
  positionOf(path: readonly (string | number)[]): Position;
}

export interface Position {
  /** From 1. */
  readonly line: number;
  readonly column: number;
}

/** Something to be said of a place in a text. */
export interface Positioned extends Position {
  readonly message: string;
}

/** Characters of a text, against files that are something else: the largest configuration of use has a tenth of them. */
const MAX_LENGTH = 1_000_000;

/** Aliases that a document may expand to, against files that are made to fill the memory. */
export const MAX_ALIASES = 1000;

/** Collections within each other, against files that are made to exhaust the stack: it ends the process. */
const MAX_DEPTH = 100;

/** How texts of configurations are read. */
export const YAML_OPTIONS = {
  prettyErrors: false,
  // `<<: *defaults`, as the YAML of Python has it.
  merge: true,
  // Keys that are the same in JavaScript: `1` and `"1"`.
  uniqueKeys: (a: ParsedNode, b: ParsedNode) => keyText(a) === keyText(b),
  // Warnings are reported with the errors, not printed.
  logLevel: 'error',
} as const;

export function parseYaml(text: string): YamlSource {
  const lines = new LineCounter();
  const at = (offset: number): Position => {
    const { line, col } = lines.linePos(offset);
    return { line: Math.max(1, line), column: Math.max(1, col) };
  };
  const refused = (error: Positioned): YamlSource => ({ content: undefined, errors: [error], positionOf: () => error });

  if (text.length > MAX_LENGTH) {
    return refused({
      line: 1,
      column: 1,
      message: `${text.length} characters; a configuration has ${MAX_LENGTH} at most`,
    });
  }
  const yaml = text.replace(/^\uFEFF/, '');
  const tooDeep = offsetOfDepth(yaml, MAX_DEPTH + 1, lines);
  if (tooDeep !== undefined) return refused({ ...at(tooDeep), message: `nested more than ${MAX_DEPTH} deep` });
  const document = parseDocument(yaml, YAML_OPTIONS);
  const problems = [...document.errors, ...document.warnings];
  if (problems.length > 0) {
    const errors = problems.map(({ pos, message }) => ({
      ...at(pos[0]),
      message: `${message}; found ${found(yaml, pos[0])}`,
    }));
    return { content: undefined, errors, positionOf: (path) => at(offsetOf(document, path)) };
  }
  try {
    const content: unknown = document.toJS({ maxAliasCount: MAX_ALIASES });
    return { content, errors: [], positionOf: (path) => at(offsetOf(document, path)) };
  } catch (error) {
    return refused({ ...at(offsetOfBadAlias(document)), message: messageOf(error) });
  }
}

/** What stands at an offset: the rest of its line, if that is short. */
function found(text: string, offset: number): string {
  const [line = ''] = text.slice(offset, offset + 40).split(/[\r\n]/, 1);
  return line.trim() === '' ? 'the end of the line' : JSON.stringify(line.trim());
}

/** Where a collection begins that is so deep in others, if there is one. Counts the lines of the text on the way. */
function offsetOfDepth(text: string, depth: number, lines: LineCounter): number | undefined {
  type Nested = { readonly token: CST.Token | null | undefined; readonly depth: number };
  const waiting: Nested[] = [];
  for (const token of new Parser(lines.addNewLine).parse(text)) {
    if (token.type === 'document') waiting.push({ token: token.value, depth: 1 });
  }
  for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) {
    const { token } = next;
    if (!token || !('items' in token)) continue;
    if (next.depth === depth) return token.offset;
    for (const { key, value } of token.items) {
      waiting.push({ token: key, depth: next.depth + 1 }, { token: value, depth: next.depth + 1 });
    }
  }
  return undefined;
}

/** Of the first alias without an anchor before it; of the first alias at all, if there are just too many. */
function offsetOfBadAlias(document: Document): number {
  const offsets: number[] = [];
  let bad: number | undefined;
  visit(document, {
    Alias(_, alias) {
      offsets.push(alias.range?.[0] ?? 0);
      if (alias.resolve(document) === undefined) bad ??= alias.range?.[0];
    },
  });
  return bad ?? offsets[0] ?? 0;
}

function offsetOf(document: Document, path: readonly (string | number)[]): number {
  let node: unknown = document.contents;
  let offset = isNode(node) ? (node.range?.[0] ?? 0) : 0;
  for (const key of path) {
    if (isMap(node)) {
      const pair = node.items.find((item) => keyText(item.key) === String(key));
      if (pair === undefined) break;
      offset = isNode(pair.key) ? (pair.key.range?.[0] ?? offset) : offset;
      node = pair.value;
    } else if (isSeq(node)) {
      node = node.items[Number(key)];
      offset = isNode(node) ? (node.range?.[0] ?? offset) : offset;
    } else {
      break;
    }
  }
  return offset;
}

/** A key as the property name that it becomes. */
function keyText(key: unknown): string {
  if (isScalar(key)) return key.value === null ? '' : String(key.value);
  return isAlias(key) ? `*${key.source}` : String(key).trim();
}
