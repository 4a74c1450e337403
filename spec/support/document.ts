import { readFileSync } from 'node:fs';

/** A block of code in a document. */
export interface Block {
  readonly language: string;
  readonly code: string;
  /** In the document, from 1. */
  readonly line: number;
  /** The file that it is, if its first line says so in a comment: `// program.ts`, `# mine.yaml`. */
  readonly file?: string;
  /** What it prints, which stands in a block of its own right behind it. `...` is anything. */
  readonly output?: string;
}

const FENCED = /^```(\w+)\n(.*?)^```$(?:\n\n```text\n(.*?)^```$)?/gms;

/** The blocks of code of a document, in the order in which they stand, each with what it prints. */
export function blocksOf(path: string): readonly Block[] {
  const text = readFileSync(path, 'utf8');
  return [...text.matchAll(FENCED)].map(({ 1: language = '', 2: code = '', 3: output, index }) => {
    const [, file] = /^(?:\/\/|#) (\S+\.\w+)\n/.exec(code) ?? [];
    const line = text.slice(0, index).split('\n').length;
    return { language, code, line, ...(file !== undefined && { file }), ...(output !== undefined && { output }) };
  });
}

/** What is printed where a document says that this is: `...` in it stands for anything, in a line or as one for any lines. */
export function outputPattern(shown: string): RegExp {
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
