import { relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { type BuildOptions, build, type Metafile } from 'esbuild';

const root = fileURLToPath(new URL('../..', import.meta.url));

export interface Bundle {
  readonly code: string;
  /** Sources with a share in the code, those of packages under the name of the package. */
  readonly inputs: readonly string[];
}

/**
 * A program as one script for a browser, as a page has it. What it imports is found as an installed package is, and nothing
 * of Node.js is there.
 *
 * @throws if any module that it needs is one of Node.js
 */
export async function bundleForBrowser(program: string, options: BuildOptions = {}): Promise<Bundle> {
  const { metafile, outputFiles } = await build({
    stdin: { contents: program, resolveDir: root, loader: 'ts' },
    ...{ bundle: true, platform: 'browser', format: 'iife', write: false, metafile: true, logLevel: 'silent' },
    ...options,
  });
  return { code: outputFiles?.[0]?.text ?? '', inputs: shares(metafile as Metafile) };
}

/** What a module imports of packages and of Node.js as soon as it is imported itself, by the names that it gives them. */
export async function importedWith(module: string): Promise<readonly string[]> {
  const { metafile } = await build({
    entryPoints: [module],
    ...{ bundle: true, platform: 'node', format: 'esm', splitting: true, outdir: 'nowhere', write: false },
    ...{ metafile: true, packages: 'external', logLevel: 'silent', absWorkingDir: root },
  });
  const reached = new Set([relative(root, module)]);
  const imported = new Set<string>();
  // The set also goes through what is added on the way.
  for (const file of reached) {
    for (const { kind, path, external } of metafile.inputs[file]?.imports ?? []) {
      if (kind !== 'dynamic-import') (external ? imported : reached).add(path);
    }
  }
  return [...imported].sort();
}

function shares({ outputs }: Metafile): readonly string[] {
  const files = Object.values(outputs).flatMap(({ inputs }) =>
    Object.entries(inputs).flatMap(([file, { bytesInOutput }]) => (bytesInOutput > 0 ? [file] : [])),
  );
  const packageOf = (file: string) => /^node_modules\/((?:@[^/]+\/)?[^/]+)/.exec(file)?.[1];
  return [...new Set(files.map((file) => packageOf(file) ?? file))].sort();
}
