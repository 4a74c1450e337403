import { mkdirSync, writeFileSync } from 'node:fs';
import { basename, delimiter, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { loadConfiguration } from '../../../lib/config/load-configuration.js';
import { templateNames } from '../../../lib/config/templates.js';
import { contentOf } from '../../../lib/graph/content.js';
import { OECT, oect, runCommand } from '../../support/oect.js';
import { temporaryFolder } from '../../support/temporary-folder.js';

const folder = temporaryFolder();
const goodModule = fileURLToPath(new URL('../../fixtures/modules/good.mjs', import.meta.url));
const GM = 'features: { gm: { extractor: transfer.gm_max } }';

describe.concurrent('oect configs', () => {
  it('lists the built-in configurations', async () => {
    const { code, stdout, stderr } = await oect(['configs'], folder);
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    const names = stdout
      .trimEnd()
      .split('\n')
      .map((line) => line.split(' ')[0]);
    expect(names).toEqual(await templateNames());
    expect(names).toEqual(
      expect.arrayContaining([
        'v2_quick_analysis',
        'v2_transfer_basic',
        'v2_transient_basic',
        'transient_tau',
        'v2_all',
      ]),
    );
    expect(stdout).toMatch(/^v2_all +built in +9 features +Every extractor/m);
  });

  it('lists those of folders first, with where they come from, also those that cannot be used', async () => {
    const lab = join(folder, 'lab');
    mkdirSync(lab);
    writeFileSync(join(lab, 'drift.yaml'), 'description: d\nfeatures: { gm: { extractor: transfer.gm_max } }');
    writeFileSync(join(lab, 'broken.yaml'), 'features: 5');
    const { code, stdout } = await oect(['configs', '--config-dir', 'lab'], folder);
    expect(code).toBe(0);
    const file = join('lab', 'broken.yaml');
    expect(stdout.split('\n').slice(0, 3)).toEqual([
      expect.stringMatching(/^broken +lab +unusable +oect configs /),
      expect.stringMatching(/^drift +lab +1 feature +d$/),
      expect.stringMatching(/^transient_tau +built in +7 features/),
    ]);
    expect(stdout).toContain(`oect configs ${file} says why`);
  });

  it('finds by name in folders of the option, or else of the environment', async () => {
    const [one, two] = ['one', 'two'].map((name) => join(folder, name)) as [string, string];
    for (const directory of [one, two]) {
      mkdirSync(directory);
      writeFileSync(join(directory, 'mine.yaml'), `name: ${basename(directory)}\n${GM}`);
    }
    const named = async (args: readonly string[], variable = '') => {
      const command = [`OECT_CONFIG_DIR=${variable}`, process.execPath, OECT, 'configs', 'mine', ...args];
      return (await runCommand('env', command, folder)).stdout.split(' ')[0];
    };
    expect(await named(['--config-dir', one, two])).toBe('one');
    expect(await named(['--config-dir', two, one])).toBe('two');
    expect(await named([], [two, one].join(delimiter))).toBe('two');
    expect(await named(['--config-dir', one], two)).toBe('one');
    const { code, stderr } = await oect(['configs', 'mind', '--config-dir', one], folder);
    expect(code).toBe(2);
    expect(stderr).toMatch(/there is no configuration "mind"; did you mean "mine"\?/);
    expect((await oect(['configs', '--config-dir', join(folder, 'absent')], folder)).code).toBe(2);
  });

  it('prints one with the features of others, or says which are in the way', async () => {
    const merged = await oect(['configs', 'v2_quick_analysis', '--merge', 'v2_transient_basic', 'v2_mixed'], folder);
    expect(merged.code).toBe(0);
    writeFileSync(join(folder, 'merged.yaml'), merged.stdout);
    const { graph, version, warnings } = await loadConfiguration(join(folder, 'merged.yaml'));
    expect({ version, warnings }).toEqual({ version: '1.2', warnings: [] });
    expect(graph.features).toHaveLength(8);
    writeFileSync(join(folder, 'other.yaml'), 'features: { absI_max: { extractor: transfer.gm_max } }');
    const { code, stderr } = await oect(['configs', 'v2_quick_analysis', '--merge', 'other.yaml'], folder);
    expect(code).toBe(2);
    expect(stderr).toMatch(/^oect: feature "absI_max" is there already with other content: /);
  });

  it('prints the JSON Schema, extractors of modules included', async () => {
    const { code, stdout } = await oect(['configs', '--schema', '--extractors', goodModule], folder);
    expect(code).toBe(0);
    const names = JSON.parse(stdout).definitions.feature.properties.extractor.enum;
    expect(names).toEqual(expect.arrayContaining(['transfer.gm_max', 'transfer.first_current']));
  });

  it('refuses doubtful things on demand', async () => {
    writeFileSync(join(folder, 'doubtful.yaml'), `nam: x\n${GM}`);
    const warned = await oect(['configs', 'doubtful.yaml'], folder);
    expect(warned).toMatchObject({ code: 0, stderr: expect.stringContaining('doubtful.yaml:1:1: unknown key "nam"') });
    expect((await oect(['configs', 'doubtful.yaml', '--strict'], folder)).code).toBe(2);
  });

  it('shows the features of one, with units and parameters', async () => {
    const { code, stdout } = await oect(['configs', 'v2_transfer_basic'], folder);
    expect(code).toBe(0);
    expect(stdout).toMatch(/^ {2}gm_max_reverse +S {2}transfer\.gm_max \{"direction":"reverse"/m);
    expect(stdout).toMatch(/^ {2}Von_forward +V {2}transfer\.Von /m);
    expect(stdout).toMatch(/^ {2}gm_ratio +lambda .* of gm_max_forward, gm_max_reverse$/m);
  });

  it('prints one as YAML that is the same configuration', async () => {
    const { code, stdout } = await oect(['configs', 'v2_all', '--yaml'], folder);
    expect(code).toBe(0);
    const file = join(folder, 'mine.yaml');
    writeFileSync(file, stdout);
    const [mine, original] = await Promise.all([loadConfiguration(file), loadConfiguration('v2_all')]);
    expect(contentOf(mine.graph)).toBe(contentOf(original.graph));
  });

  it('checks a file, reporting all that is wrong with it, with exit code 2', async () => {
    const features = ['  - { name: a, extractor: transfer.gm_mx }', '  - { name: b, func: "lambda x: x", input: c }'];
    writeFileSync(join(folder, 'wrong.yaml'), ['name: wrong', 'features:', ...features].join('\n'));
    const { code, stdout, stderr } = await oect(['configs', 'wrong.yaml'], folder);
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
    expect(stderr).toMatch(/wrong\.yaml:3:.*"transfer\.gm_mx".*did you mean "transfer\.gm_max"\?/);
    expect(stderr).toMatch(/wrong\.yaml:4:.*"c"/);
  });

  it('names the nearest to one that there is not, with exit code 2', async () => {
    const { code, stderr } = await oect(['configs', 'v2_transfer_basics'], folder);
    expect(code).toBe(2);
    expect(stderr).toMatch(/^oect: there is no configuration "v2_transfer_basics"; did you mean "v2_transfer_basic"\?/);
  });
});
