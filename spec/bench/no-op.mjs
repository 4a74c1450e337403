import * as v from 'valibot';

/** Does nothing: what is left is the way there and back. */
export const noOp = {
  name: 'bench.no_op',
  source: 'transfer',
  description: 'nothing',
  version: 1,
  params: v.strictObject({}),
  outputs: () => [{ name: '', shape: [], unit: '', description: 'nothing' }],
  extract: () => 1,
};
