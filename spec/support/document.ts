import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { expect } from 'vitest';

/** A block of code in a document. */
export interface Block {
  readonly language: string;
  readonly code: string;
  /** In the document, from 1. */
  readonly line: number;
  /** The file that it is, if its first line says so in a comment: `// program.ts`, `# mine.yaml`. */
  readonly file?: string;
  /** What it prints, which stands in a block of its own right behind it. */
  readonly output?: Output;
}

export interface Output {
  /** `...` in it stands for anything in a line; a line of nothing else for any lines. */
  readonly text: string;
  /** Whether the lines come in this order: ```` ```text any-order ```` says that they need not. */
  readonly order: 'as shown' | 'any';
}

const FENCED = /^```(\w+)\n(.*?)^```$(?:\n\n```text( any-order)?\n(.*?)^```$)?/gms;

/** The blocks of code of a document, in the order in which they stand, each with what it prints. */
export function blocksOf(path: string): readonly Block[] {
  const text = readFileSync(path, 'utf8');
  return [...text.matchAll(FENCED)].map(({ 1: language = '', 2: code = '', 3: anyOrder, 4: shown, index }) => {
    const [, file] = /^(?:\/\/|#) (\S+\.\w+)\n/.exec(code) ?? [];
    const line = text.slice(0, index).split('\n').length;
    const output: Output | undefined =
      shown === undefined ? undefined : { text: shown, order: anyOrder === undefined ? 'as shown' : 'any' };
    return { language, code, line, ...(file !== undefined && { file }), ...(output !== undefined && { output }) };
  });
}

/** Files that a document links to and that are not there. */
export function deadLinks(path: string): readonly string[] {
  const links = readFileSync(path, 'utf8').matchAll(/\]\((?!https?:)([^)#]+)[^)]*\)/g);
  return [...links].map(([, link = '']) => link).filter((link) => !existsSync(join(dirname(path), link)));
}

/** Compares what was printed with what a document shows. */
export function expectOutput(printed: string, { text, order }: Output): void {
  if (order === 'any') expect(sorted(printed)).toEqual(sorted(text));
  else expect(printed).toMatch(patternOf(text));
}

function sorted(text: string): readonly string[] {
  return text.split('\n').sort();
}

function patternOf(shown: string): RegExp {
  const lines = shown.split('\n').map((line) =>
    line.trim() === '...'
      ? '(?:.*\\n)*?.*'
      : line
          .split('...')
          .map((part) => part.replace(/[\\^$.*+?()[\]{}|]/g, '\\$&'))
          .join('.*?'),
  );
  return new RegExp(`^${lines.join('\n')}$`);
}
