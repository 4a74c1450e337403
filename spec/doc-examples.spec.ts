import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { simulateChip } from '../lib/simulation/simulate-chip.js';
import * as operators from '../operators/index.js';
import * as pipelines from '../pipelines/index.js';
import { docComments } from './support/doc-comments.js';
import { Project } from './support/project.js';
import { temporaryFolder } from './support/temporary-folder.js';

const comments = [...docComments('operators'), ...docComments('pipelines')];
const exported = [...Object.keys(operators), ...Object.keys(pipelines)];
const documented = comments.filter(({ name }) => exported.includes(name));

/** As RxJS has it: an example, what else there is to look at, then what goes in and what comes out. */
const ORDER = ['example', 'see', 'param', 'returns', 'throws'];

/** What stands before each example: the things it speaks of without saying where they are from. */
const GIVEN = `
import { type Configuration, defineFeatures, inlinePool, type Layer, type StepPool } from 'oect-features';

declare global {
  var files: readonly string[];
  var configuration: Configuration;
  var layer: Layer;
  var pool: StepPool;
}
globalThis.files = FILES;
globalThis.configuration = defineFeatures({
  gm: { extractor: 'transfer.gm_max' },
  peak: { extractor: 'transient.peak_current' },
});
[globalThis.layer] = configuration.graph.layers as [Layer];
globalThis.pool = inlinePool();
`;

/** Runs one example after the other, the next when nothing is left to do for the one before, and prints what each has printed. */
const RUNNER = `
import { format } from 'node:util';

const names: string[] = NAMES;
const printed: Record<string, string> = {};
process.on('beforeExit', next);
next();

function next(): void {
  const name = names.shift();
  if (name === undefined) {
    process.off('beforeExit', next).stdout.write(JSON.stringify(printed));
    return;
  }
  printed[name] = '';
  console.log = (...line) => void (printed[name] += format(...line) + '\\n');
  // Something to do: without it, that a module was loaded would not keep the process from its end.
  setImmediate(() => import('./' + name + '.js'));
}
`;

describe('the comments of operators and pipelines', () => {
  it('are there for each that is exported', () => {
    expect(documented.map(({ name }) => name).sort()).toEqual(exported.toSorted());
  });

  it.each(documented)(
    'say what $name does, what that means, show it, and tell the rest in order',
    ({ kind, paragraphs, tags }) => {
      expect(paragraphs.length).toBeGreaterThanOrEqual(2);
      expect(paragraphs[0]).toMatch(/\.$/);
      expect(tags).toEqual(tags.toSorted((a, b) => ORDER.indexOf(a) - ORDER.indexOf(b)));
      expect(ORDER).toEqual(expect.arrayContaining([...tags]));
      const needed = kind === 'class' ? ['example', 'see'] : ['example', 'see', 'returns'];
      expect(tags).toEqual(expect.arrayContaining(needed));
    },
  );
});

describe.skipIf(process.platform === 'win32')('the examples of operators and pipelines', () => {
  const project = new Project(temporaryFolder());

  beforeAll(async () => {
    const files: string[] = [];
    for await (const event of simulateChip(join(project.folder, 'data'), { experiments: 2, steps: 3 })) {
      if (event.kind === 'file') files.push(event.file);
    }
    const names = documented.map(({ name }) => name);
    project.write(
      'given.ts',
      GIVEN.replace('FILES', () => JSON.stringify(files)),
    );
    project.write(
      'runner.ts',
      RUNNER.replace('NAMES', () => JSON.stringify(names)),
    );
    for (const { name, example } of documented) project.write(`${name}.ts`, `import './given.js';\n${example?.code}`);
  });

  it('are of the right types', async () => {
    expect(await project.compile()).toEqual({ code: 0, stdout: '', stderr: '' });
  });

  it('print what they say', async () => {
    const { code, stdout } = await project.run('runner.ts');
    expect(code, stdout).toBe(0);
    const expected = documented.map(({ name, example }) => [name, example?.output]);
    expect(JSON.parse(stdout)).toEqual(Object.fromEntries(expected));
    for (const { name, example } of documented) expect(example?.output, name).toMatch(/./);
  });
});
