import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';
import { describeDatatype } from '../../../lib/hdf5/datatype.js';
import { openHdf5 } from '../../../lib/hdf5/hdf5-file.js';

it('describeDatatype names every type of a file', async () => {
  const hdf5 = await openHdf5(fileURLToPath(new URL('../../fixtures/hdf5/types.h5', import.meta.url)));
  const described = ['/cube_be', '/float32', '/words', '/table', '/table_odd'].map((path) =>
    describeDatatype(hdf5.dataset(path).type),
  );
  hdf5.close();
  expect(described).toEqual([
    'float64',
    'float32',
    'text',
    '{i1: int8, i2: int16, i4: int32, u4: uint32, i8: int64, u8: uint64, f4: float32, f8: float64, s: text[10], b: boolean, v: text}',
    '{a: int64, pair: array}',
  ]);
});
