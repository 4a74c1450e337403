import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { builtInExtractors } from '../../../lib/extractors/built-in.js';
import { describeExtractor } from '../../../lib/extractors/describe-extractor.js';
import { oect } from '../../support/oect.js';
import { temporaryFolder } from '../../support/temporary-folder.js';

const folder = temporaryFolder();
const described = builtInExtractors.map((extractor) => describeExtractor(extractor));

describe.concurrent('oect extractors', () => {
  it('lists all extractors with their units, those of modules too', async () => {
    const module = fileURLToPath(new URL('../../fixtures/cli/slow.mjs', import.meta.url));
    const { code, stdout, stderr } = await oect(['extractors', '--extractors', module], folder);
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    const names = stdout
      .trimEnd()
      .split('\n')
      .map((line) => line.split(' ')[0]);
    expect(names).toEqual([...described.map(({ name }) => name), 'transfer.slow']);
    expect(stdout).toMatch(/^transfer\.gm_max +S +largest transconductance/m);
  });

  it('shows one with its results, and its parameters with values, defaults and descriptions', async () => {
    const { code, stdout } = await oect(['extractors', 'transient.tau_on_off'], folder);
    expect(code).toBe(0);
    expect(stdout).toMatch(/^transient\.tau_on_off \(of a transient step, version \d+\): time constants/);
    expect(stdout).toMatch(/^ {2}\(feature\) +\[n_cycles, 2\] +s /m);
    expect(stdout).toMatch(/^ {2}signal +magnitude \| signed +default "magnitude" +\S/m);
    expect(stdout).toMatch(/^ {2}r_squared_threshold +number +default 0\.99 +\S/m);
  });

  it('prints what there is as JSON, all of them or one', async () => {
    const [all, one] = await Promise.all([
      oect(['extractors', '--json'], folder),
      oect(['extractors', 'transfer.Von', '--json'], folder),
    ]);
    expect(JSON.parse(all.stdout)).toEqual(JSON.parse(JSON.stringify(described)));
    const von = described.find(({ name }) => name === 'transfer.Von');
    expect(JSON.parse(one.stdout)).toEqual(JSON.parse(JSON.stringify(von)));
  });

  it('names the nearest to one that there is not, with exit code 2', async () => {
    const { code, stdout, stderr } = await oect(['extractors', 'transfer.gm_maxx'], folder);
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
    expect(stderr).toMatch(/no extractor "transfer\.gm_maxx"; did you mean "transfer\.gm_max"\?/);
  });
});
