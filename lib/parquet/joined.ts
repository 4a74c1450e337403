/** One array after the other in a new one, whose memory is its own. */
export function joined<A extends Float64Array | Uint8Array>(Values: new (length: number) => A, parts: readonly A[]): A {
  const whole = new Values(parts.reduce((sum, { length }) => sum + length, 0));
  let start = 0;
  for (const part of parts) {
    whole.set(part, start);
    start += part.length;
  }
  return whole;
}
