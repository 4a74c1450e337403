import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { nodeProject } from '../../../pipelines/cli/node-project.js';
import { temporaryFolder } from '../../support/temporary-folder.js';

const folder = temporaryFolder();

function projectOf(name: string, manifest?: string): string {
  const inside = join(folder, name, 'lab', 'extractors');
  mkdirSync(inside, { recursive: true });
  if (manifest !== undefined) writeFileSync(join(folder, name, 'package.json'), manifest);
  return inside;
}

it('is that of the nearest package.json', () => {
  const modules = projectOf('modules', '{ "type": "module", "devDependencies": { "vitest": "^4.0.0" } }');
  expect(nodeProject(modules, [])).toEqual({ extension: '.js', testRunner: 'vitest', missing: [] });
  const scripts = projectOf('scripts', '{ "dependencies": { "mocha": "*" } }');
  expect(nodeProject(scripts, [])).toEqual({ extension: '.mjs', testRunner: 'node:test', missing: [] });
  writeFileSync(join(modules, 'package.json'), '{}');
  expect(nodeProject(modules, [])).toMatchObject({ extension: '.mjs', testRunner: 'node:test' });
});

it('takes nothing for granted without one, or if it cannot be read, and for a folder that is yet to be made', () => {
  const alone = { extension: '.mjs', testRunner: 'node:test', missing: [] };
  expect(nodeProject(projectOf('nothing'), [])).toEqual(alone);
  expect(nodeProject(projectOf('broken', '{ "type": "module"'), [])).toEqual(alone);
  expect(nodeProject(join(folder, 'not', 'there'), [])).toEqual(alone);
});

it('says which packages cannot be imported', () => {
  const inside = projectOf('packages', '{}');
  const there = join(folder, 'packages', 'node_modules', 'there');
  mkdirSync(there, { recursive: true });
  writeFileSync(join(there, 'package.json'), '{ "name": "there", "exports": "./there.js" }');
  writeFileSync(join(there, 'there.js'), '');
  expect(nodeProject(inside, ['there', 'not-there-at-all']).missing).toEqual(['not-there-at-all']);
});
