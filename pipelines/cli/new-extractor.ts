import { existsSync } from 'node:fs';
import { join, relative } from 'node:path';
import { OectError } from '../../lib/errors.js';
import type { Source } from '../../lib/experiment/step.js';
import { builtInRegistry } from '../../lib/extractors/registry.js';
import { writeAtomically } from '../../lib/table/write-file.js';
import { type ExtractorNames, extractorConfiguration, extractorModule, extractorTest } from './extractor-template.js';
import { type NodeProject, nodeProject } from './node-project.js';
import { textTable } from './text-table.js';

const NAME = /^[a-z]\w*(-\w+)*$/i;

/** What the module and its test import. */
const PACKAGES = ['oect-features', 'valibot', 'fast-check'];

/**
 * Writes a module with an extractor, its test and a configuration that computes it into a folder, which is made if need be.
 *
 * @param name - of the files: `my-feature`
 * @returns what was written, and what to do next, as text
 * @throws OectError `bad-argument` if the name is none, or is taken; then nothing is written
 */
export async function newExtractor(name: string, source: Source, folder: string): Promise<string> {
  const names = namesOf(name, source);
  const project = nodeProject(folder, PACKAGES);
  const files = [
    { path: join(folder, `${name}${project.extension}`), what: 'the extractor', text: extractorModule(names, source) },
    {
      path: join(folder, `${name}.test${project.extension}`),
      what: 'its laws',
      text: extractorTest(names, source, project),
    },
    { path: join(folder, `${name}.yaml`), what: 'computes it', text: extractorConfiguration(names) },
  ] as const;
  const taken = files.find(({ path }) => existsSync(path));
  if (taken !== undefined) {
    throw new OectError(
      'bad-argument',
      `${taken.path} is there already; nothing was written: choose another name or --dir`,
      {
        file: taken.path,
      },
    );
  }
  for (const { path, text } of files) await writeAtomically(path, Buffer.from(text));
  const [module, test, configuration] = files.map(({ path }) => shellWord(relative('.', path))) as [
    string,
    string,
    string,
  ];
  return [
    textTable(files.map(({ path, what }) => [what, path])),
    '',
    'Next:',
    ...installCommands(project),
    project.testRunner === 'vitest' ? `  npx vitest run ${test}` : `  node --test ${test}`,
    `  npx oect extractors ${names.extractor} --extractors ${module}`,
    `  npx oect extract DATA --config ${configuration} --extractors ${module}`,
    '',
  ].join('\n');
}

function namesOf(name: string, source: Source): ExtractorNames {
  if (!NAME.test(name)) {
    throw new OectError(
      'bad-argument',
      `"${name}" is no name for an extractor; use letters, digits, - and _, beginning with a letter: my-feature`,
    );
  }
  const feature = name.replaceAll('-', '_');
  const extractor = `${source}.${feature}`;
  if (builtInRegistry.extractors.has(extractor)) {
    throw new OectError('bad-argument', `there is an extractor ${extractor} already; choose another name`);
  }
  return { file: name, feature, extractor };
}

function installCommands({ missing }: NodeProject): readonly string[] {
  const forTests = missing.filter((name) => name === 'fast-check');
  const others = missing.filter((name) => name !== 'fast-check');
  return [
    ...(others.length === 0 ? [] : [`  npm install ${others.join(' ')}`]),
    ...(forTests.length === 0 ? [] : [`  npm install --save-dev ${forTests.join(' ')}`]),
  ];
}

/** A path as a shell takes it for one word. */
function shellWord(path: string): string {
  return /^[\w./\\-]+$/.test(path) ? path : `"${path}"`;
}
