import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** The comment of an exported function or class. */
export interface DocComment {
  readonly kind: 'function' | 'class';
  readonly name: string;
  readonly file: string;
  /** What stands before the first tag, paragraph by paragraph. */
  readonly paragraphs: readonly string[];
  /** Block tags without their @, in the order in which they stand. */
  readonly tags: readonly string[];
  /** Code of its `ts` block, and the lines that end it and say what it prints. */
  readonly example?: { readonly code: string; readonly output: string };
}

const root = fileURLToPath(new URL('../..', import.meta.url));

/** The comments of all functions and classes that files of a folder export. */
export function docComments(folder: string): readonly DocComment[] {
  return readdirSync(join(root, folder))
    .filter((name) => name.endsWith('.ts'))
    .flatMap((name) => commentsIn(join(folder, name)));
}

function commentsIn(file: string): readonly DocComment[] {
  const source = readFileSync(join(root, file), 'utf8');
  const documented = /\/\*\*((?:(?!\*\/).)*)\*\/\nexport (?:(?:async )?function\*?|(class)) (\w+)/gs;
  return [...source.matchAll(documented)].map(([, comment = '', isClass, name = '']) => {
    const text = comment.replace(/^ *\* ?/gm, '').trim();
    const [description = ''] = text.split(/^@/m);
    const example = exampleIn(text);
    return {
      kind: isClass === undefined ? 'function' : 'class',
      name,
      file,
      paragraphs: description.trim().split('\n\n'),
      tags: [...text.matchAll(/^@(\w+)/gm)].map(([, tag = '']) => tag),
      ...(example && { example }),
    };
  });
}

function exampleIn(text: string): DocComment['example'] {
  const [, block] = /^```ts\n(.*?)^```$/ms.exec(text) ?? [];
  if (block === undefined) return undefined;
  const [, code = block, output = ''] = /^(.*?\n)((?:\/\/.*\n)*)$/s.exec(block) ?? [];
  return { code, output: output.replace(/^\/\/ ?/gm, '') };
}
