import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { loadConfiguration } from '../../../lib/config/load-configuration.js';
import { templateNames } from '../../../lib/config/templates.js';
import { contentOf } from '../../../lib/graph/content.js';
import { oect } from '../../support/oect.js';
import { temporaryFolder } from '../../support/temporary-folder.js';

const folder = temporaryFolder();

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
    expect(stdout).toMatch(/^v2_all +9 features +Every extractor/m);
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
