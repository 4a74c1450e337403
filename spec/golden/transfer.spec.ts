import * as v from 'valibot';
import { describe, expect, it } from 'vitest';
import type { Extractor, ParamsSchema } from '../../lib/extractors/extractor.js';
import { absIMax } from '../../lib/extractors/transfer/abs-i-max.js';
import { gmMax } from '../../lib/extractors/transfer/gm-max.js';
import { gmMaxCoords } from '../../lib/extractors/transfer/gm-max-coords.js';
import { von } from '../../lib/extractors/transfer/von.js';
import { vonCoords } from '../../lib/extractors/transfer/von-coords.js';
import { expectClose } from '../support/close.js';
import { type GoldenNumber, type GoldenTransfer, goldenCases, readGoldenSteps } from '../support/golden.js';

const cases = await Promise.all(
  goldenCases()
    .filter(({ expected }) => expected.transfer.length > 0)
    .map(async (golden) => ({ ...golden, steps: (await readGoldenSteps(golden)).transfer })),
);

it('has golden files with transfer steps', () => {
  expect(cases.length).toBeGreaterThanOrEqual(3);
});

describe.each(cases)('$name', ({ expected, steps }) => {
  // The original used the device type of the file for Von, in its legacy mode too.
  const deviceType = expected.device_type === undefined ? {} : { device_type: expected.device_type };

  describe.each([
    ['as the Python system computes it', { split: 'midpoint', equal_Vg: 'replace', ...deviceType }],
    ['by default', {}],
  ] as const)('%s', (_, mode) => {
    function itGives<P extends ParamsSchema>(
      extractor: Extractor<'transfer', P>,
      input: object,
      pick: (wanted: GoldenTransfer) => GoldenNumber | readonly GoldenNumber[],
    ): void {
      it(`${extractor.name} ${JSON.stringify(input)}`, () => {
        const params = v.parse(extractor.params, input);
        expect(steps.map(({ Vg }) => Vg.length)).toEqual(expected.transfer.map(({ n_points }) => n_points));
        for (const [i, wanted] of expected.transfer.entries()) {
          expectClose(extractor.extract(steps[i] as (typeof steps)[number], params), pick(wanted), 1e-9);
        }
      });
    }

    itGives(gmMax, { ...mode, direction: 'both' }, ({ gm_max }) => gm_max);
    itGives(gmMax, { ...mode, direction: 'forward' }, ({ gm_max }) => gm_max[0]);
    itGives(gmMax, { ...mode, direction: 'reverse' }, ({ gm_max }) => gm_max[1]);
    itGives(von, { ...mode, direction: 'both' }, ({ Von }) => Von);
    itGives(absIMax, {}, ({ absI_max }) => absI_max);
    itGives(gmMaxCoords, { ...mode, direction: 'forward' }, ({ gm_max_coords }) => gm_max_coords.forward);
    itGives(gmMaxCoords, { ...mode, direction: 'reverse' }, ({ gm_max_coords }) => gm_max_coords.reverse);
    itGives(vonCoords, { ...mode, direction: 'both' }, ({ Von_coords }) => [
      ...Von_coords.forward,
      ...Von_coords.reverse,
    ]);
    itGives(vonCoords, { ...mode, return_id_only: true }, ({ Von_coords }) => Von_coords.forward[1]);
  });
});
