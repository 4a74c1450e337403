import * as v from 'valibot';

/** Extractors that only have their rows read: what the same work costs without computing anything. */
const readOnly = (name, source, reads) => ({
  name,
  source,
  reads,
  description: 'nothing',
  version: 1,
  params: v.strictObject({}),
  outputs: () => [{ name: '', shape: [], unit: '', description: 'nothing' }],
  extract: () => 0,
});

export const extractors = [
  readOnly('bench.read_transfer', 'transfer', ['Vg', 'Id']),
  readOnly('bench.read_Id', 'transient', ['Id']),
  readOnly('bench.read_transient', 'transient', ['time', 'Id']),
];
