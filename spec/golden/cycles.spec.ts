import * as v from 'valibot';
import { describe, expect, it } from 'vitest';
import type { Extractor, ParamsSchema } from '../../lib/extractors/extractor.js';
import { cycles } from '../../lib/extractors/transient/cycles.js';
import { peakCurrent } from '../../lib/extractors/transient/peak-current.js';
import { expectClose } from '../support/close.js';
import { type GoldenNumber, type GoldenTransient, goldenCases, readGoldenSteps } from '../support/golden.js';

const cases = await Promise.all(
  goldenCases()
    .filter(({ expected }) => expected.transient.length > 0)
    .map(async (golden) => ({ ...golden, steps: (await readGoldenSteps(golden)).transient })),
);

it('has golden files with transient steps', () => {
  expect(cases.length).toBeGreaterThanOrEqual(4);
});

describe.each(cases)('$name', ({ expected, steps }) => {
  function itGives<P extends ParamsSchema>(
    extractor: Extractor<'transient', P>,
    input: object,
    pick: (wanted: GoldenTransient) => GoldenNumber | readonly GoldenNumber[],
  ): void {
    it(`${extractor.name} ${JSON.stringify(input)}`, () => {
      const params = v.parse(extractor.params, input);
      expect(steps.map(({ Id }) => Id.length)).toEqual(expected.transient.map(({ n_points }) => n_points));
      for (const [i, wanted] of expected.transient.entries()) {
        expectClose(extractor.extract(steps[i] as (typeof steps)[number], params), pick(wanted), 1e-9);
      }
    });
  }

  itGives(cycles, {}, ({ cycles_peaks_100 }) => cycles_peaks_100);
  itGives(cycles, { n_cycles: 10 }, ({ cycles_peaks_10 }) => cycles_peaks_10);
  itGives(cycles, { n_cycles: 50, method: 'fixed_interval' }, ({ cycles_interval_50 }) => cycles_interval_50);
  itGives(cycles, { n_cycles: 50, method: 'percentile' }, ({ cycles_percentile_50 }) => cycles_percentile_50);
  itGives(peakCurrent, {}, ({ peak_current }) => peak_current);
  itGives(peakCurrent, { use_abs: false }, ({ peak_current_signed }) => peak_current_signed);
});
