import fc from 'fast-check';

/** The bytes with up to three of them changed. */
export function turnedBits(whole: Uint8Array): fc.Arbitrary<Buffer> {
  const change = fc.record({ at: fc.nat(whole.length - 1), to: fc.integer({ min: 1, max: 255 }) });
  return fc.array(change, { minLength: 1, maxLength: 3 }).map((changes) => {
    const bytes = Buffer.from(whole);
    for (const { at, to } of changes) bytes.writeUInt8(bytes.readUInt8(at) ^ to, at);
    return bytes;
  });
}
