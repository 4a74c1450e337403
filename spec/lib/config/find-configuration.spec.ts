import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { findConfiguration, namedConfigurations } from '../../../lib/config/find-configuration.js';
import { templateFile, templateNames } from '../../../lib/config/templates.js';
import { temporaryFolder } from '../../support/temporary-folder.js';

const root = temporaryFolder();

function folder(name: string, ...files: readonly string[]): string {
  const path = join(root, name);
  mkdirSync(path);
  for (const file of files) writeFileSync(join(path, file), '');
  return path;
}

const mine = folder('mine', 'drift.yaml', 'v1.2.yml', 'both.json', 'both.yaml', 'notes.txt', 'v2_all.YAML');
const lab = folder('lab', 'drift.yml', 'other.yaml');
mkdirSync(join(mine, 'folder.yaml'));

describe('namedConfigurations', () => {
  it('lists those of the folders in their order, then the built-in ones, each name once', async () => {
    const found = await namedConfigurations([mine, lab]);
    expect(found.slice(0, 5)).toEqual([
      { name: 'both', file: join(mine, 'both.yaml'), directory: mine },
      { name: 'drift', file: join(mine, 'drift.yaml'), directory: mine },
      { name: 'v1.2', file: join(mine, 'v1.2.yml'), directory: mine },
      { name: 'v2_all', file: join(mine, 'v2_all.YAML'), directory: mine },
      { name: 'other', file: join(lab, 'other.yaml'), directory: lab },
    ]);
    const builtIn = (await templateNames()).filter((name) => name !== 'v2_all');
    expect(found.slice(5)).toEqual(builtIn.map((name) => ({ name, file: templateFile(name) })));
  });

  it('refuses a folder that cannot be read', async () => {
    const absent = join(root, 'absent');
    await expect(namedConfigurations([mine, absent])).rejects.toMatchObject({
      code: 'bad-argument',
      message: expect.stringContaining(`${absent} cannot be read`),
    });
  });
});

describe('findConfiguration', () => {
  it('takes paths as they are, names from the first folder that has them, then the built-in ones', async () => {
    expect(await findConfiguration('drift.yaml', [mine, lab])).toBe('drift.yaml');
    expect(await findConfiguration('./drift', [mine, lab])).toBe('./drift');
    expect(await findConfiguration('drift', [mine, lab])).toBe(join(mine, 'drift.yaml'));
    expect(await findConfiguration('drift', [lab, mine])).toBe(join(lab, 'drift.yml'));
    expect(await findConfiguration('v1.2', [lab, mine])).toBe(join(mine, 'v1.2.yml'));
    expect(await findConfiguration('v2_all', [lab, mine])).toBe(join(mine, 'v2_all.YAML'));
    expect(await findConfiguration('v2_all', [lab])).toBe(templateFile('v2_all'));
    expect(await findConfiguration('v2_all')).toBe(templateFile('v2_all'));
  });

  it('names the nearest of all when there is none', async () => {
    await expect(findConfiguration('othr', [mine, lab])).rejects.toMatchObject({
      code: 'bad-configuration',
      message: 'there is no configuration "othr"; did you mean "other"?, or give the path of a YAML file',
    });
    await expect(findConfiguration('transient_ta', [mine])).rejects.toThrow('did you mean "transient_tau"?');
    await expect(findConfiguration('drift')).rejects.toThrow('there is no configuration "drift"; known: ');
  });
});
