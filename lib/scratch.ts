/**
 * Memory for intermediate results of one place in the code, used again each time: what it gives is good until it is asked
 * again, and its content is undefined.
 *
 * A trace has tens of thousands of samples: new arrays for every step would be hundreds of megabytes of garbage a second,
 * which the collector comes to late, for it sees the small objects only that stand for them.
 */
export function scratch<A extends Float64Array | Uint32Array | Uint8Array>(
  make: (length: number) => A,
): (length: number) => A {
  let memory = make(0);
  return (length) => {
    if (memory.length < length) memory = make(length);
    return memory.subarray(0, length) as A;
  };
}
