import { fileURLToPath } from 'node:url';
import { describe, expect, it, vi } from 'vitest';
import { gmMax } from '../../../lib/extractors/transfer/gm-max.js';
import { extractorLaws, LawBroken, lawsOf } from '../../../lib/testing/index.js';
import { runCommand } from '../../support/oect.js';
import { largest, ofLargest } from './honest.js';

describe('extractorLaws', () => {
  it('registers a test for each law, under the name of the extractor and its parameters', () => {
    const registered: string[] = [];
    const tests = {
      describe: (name: string, body: () => void) => {
        registered.push(name);
        body();
      },
      it: (name: string) => void registered.push(`  ${name}`),
    };
    extractorLaws(largest, { ...ofLargest, params: { use_abs: true } }, tests);
    expect(registered).toMatchInlineSnapshot(`
      [
        "laws of transfer.largest with {"use_abs":true}",
        "  is declared without a contradiction",
        "  gives the same result for the same step",
        "  leaves the step and its parameters as they are",
        "  remembers nothing of the steps before",
        "  reads no rows but those that it names in "reads"",
        "  gives what it declares, or null with a reason, for any step at all",
        "  has a value for each step of a working device",
        "  gives null and a reason for a step with no point",
        "  gives a value for a step with one point",
        "  gives a value for a step with a current that is constant",
        "  gives null and a reason for a step with one NaN in it",
        "  scales with current, voltage and time as its units say",
        "  depends on each of its parameters",
        "  agrees with its definition",
        "  does not depend on the order of points",
        "  does not depend on the sign of current",
        "  gives the same however its steps are spread, in this thread",
      ]
    `);
  });

  it('runs under node:test, which says which law is broken, and by which curve', async () => {
    const fixture = fileURLToPath(new URL('../../fixtures/laws/laws.test.mjs', import.meta.url));
    const { code, stdout } = await runCommand(process.execPath, ['--test', '--test-reporter=tap', fixture], '.');
    expect(code).toBe(1);
    expect(stdout).toMatch(/^# fail 1$/m);
    expect(stdout).toMatch(/^ *not ok \d+ - scales with current, voltage and time as its units say$/m);
    expect(stdout).toMatch(/transfer\.mistaken breaks the law "units"/);
    expect(stdout).toMatch(/\+-{56}/);
    expect(stdout).toMatch(/^ *ok \d+ - gives the same however its steps are spread, in this thread and in another$/m);
  });

  it('asks for the functions of vitest where they are not global, and takes them where they are', () => {
    expect(() => extractorLaws(largest)).toThrow(/import \{ describe, it \} from 'vitest'/);
    const global = { describe: vi.fn(), it: vi.fn() };
    vi.stubGlobal('describe', global.describe);
    vi.stubGlobal('it', global.it);
    try {
      extractorLaws(largest);
    } finally {
      vi.unstubAllGlobals();
    }
    expect(global.describe).toHaveBeenCalledWith('laws of transfer.largest', expect.any(Function));
  });

  it('shows a broken law with the smallest step that was found, the same for the same seed', () => {
    const wrong = { ...largest, extract: ({ Id }: { Id: Float64Array }) => Id.length };
    const [units] = lawsOf(wrong, { seed: 5 }).filter(({ name }) => name === 'units');
    const check = () => units?.check();
    expect(check).toThrow(LawBroken);
    expect(check).toThrowErrorMatchingInlineSnapshot(`
      [LawBroken: transfer.largest with {"use_abs":true} breaks the law "units": an extractor scales with current, voltage and time as its units say

        with current x 2, the result is 8, not 16 (unit A)

        transfer step 0, 8 points, device_type "N-type"

             Id (A)
          0.0007619 |                                                       *
                    |
                    |
                    |
                    |                                     *
                    |
                    |
                    |
            5.54e-9 |*                 *
                    +--------------------------------------------------------
                     -1                                                     1  Vg (V)

          Vg    [-1, -0.333333, 0.333333, 1, 1, 0.333333, -0.333333, -1]
          Id    [5.54e-9, 0.000003506, 0.0003347, 0.0007619, 0.0007619, 0.0003347, 0.000003506, 5.54e-9]

        found in run 1, made smaller 15 times; the seed was 5]
    `);
  });

  it('keeps what an extractor threw as the cause', () => {
    const thrown = new RangeError('I do not like this one');
    const wrong = {
      ...largest,
      extract: () => {
        throw thrown;
      },
    };
    const [shape] = lawsOf(wrong).filter(({ name }) => name === 'shape');
    expect(() => shape?.check()).toThrow(
      expect.objectContaining({
        law: 'shape',
        finding: 'it throws RangeError: I do not like this one',
        cause: thrown,
      }),
    );
  });

  it('refuses parameters that the extractor does not take, and numbers of runs that are none', () => {
    expect(() => lawsOf(gmMax, { params: { direction: 'sideways' as 'forward' } })).toThrow(
      /laws of transfer\.gm_max: it does not take the parameters {"direction":"sideways"}/,
    );
    expect(() => lawsOf(gmMax, { runs: 0 })).toThrow('laws cannot be tried on 0 steps; give a whole number from 1');
  });

  it('tries as many steps as the environment says', () => {
    let calls = 0;
    const counting = { ...largest, extract: () => ++calls };
    vi.stubEnv('OECT_LAW_RUNS', '7');
    try {
      const [value] = lawsOf(counting).filter(({ name }) => name === 'value');
      value?.check();
    } finally {
      vi.unstubAllEnvs();
    }
    expect(calls).toBe(7);
  });
});
