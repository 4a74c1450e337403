/** Reproducible random numbers: the same seed gives the same numbers on every machine. */
export interface Random {
  /** A number of the standard normal distribution. */
  normal(): number;
  /** A whole number from 0 to `below` - 1, each equally likely. */
  integer(below: number): number;
}

/**
 * A generator for the seed made of these words, each taken as a 32 bit integer.
 *
 * Several words, such as (seed, device, step), give every step a generator of its own: its numbers depend neither on
 * the order in which steps are made nor on how many numbers another step took. The bits come from xoshiro128**
 * (Blackman and Vigna, "Scrambled linear pseudorandom number generators", 2021), the normal numbers from Marsaglia's
 * polar method, which needs no function of the machine but `sqrt` and `log`. Not for secrets.
 */
export function randomFrom(...words: readonly number[]): Random {
  // Signed 32 bit values all through: V8 keeps them out of the heap.
  let [a, b, c, d] = seedState(words);
  let spare: number | undefined;

  const bits = (): number => {
    const result = Math.imul(rotateLeft(Math.imul(b, 5), 7), 9);
    const shifted = b << 9;
    c ^= a;
    d ^= b;
    b ^= c;
    a ^= d;
    c ^= shifted;
    d = rotateLeft(d, 11);
    return result;
  };

  const normal = (): number => {
    if (spare !== undefined) {
      const value = spare;
      spare = undefined;
      return value;
    }
    let x: number;
    let y: number;
    let square: number;
    do {
      x = bits() / 2 ** 31;
      y = bits() / 2 ** 31;
      square = x * x + y * y;
    } while (square >= 1 || square === 0);
    const factor = Math.sqrt((-2 * Math.log(square)) / square);
    spare = y * factor;
    return x * factor;
  };

  return { normal, integer: (below) => Math.floor(((bits() >>> 0) / 2 ** 32) * below) };
}

const GOLDEN = 0x9e3779b9;

/** Four words that depend on every bit of every seed word, and on their order. */
function seedState(words: readonly number[]): [number, number, number, number] {
  const seed = words.reduce((hash, word) => mix(Math.imul(hash, 31) + (word | 0) + GOLDEN), words.length);
  return [mix(seed + GOLDEN), mix(seed + 2 * GOLDEN), mix(seed + 3 * GOLDEN), mix(seed + 4 * GOLDEN)];
}

/** The finaliser of MurmurHash3: a bijection of 32 bits in which each bit of the input moves about half of the output. */
function mix(word: number): number {
  let z = word | 0;
  z = Math.imul(z ^ (z >>> 16), 0x85ebca6b);
  z = Math.imul(z ^ (z >>> 13), 0xc2b2ae35);
  return z ^ (z >>> 16);
}

function rotateLeft(word: number, by: number): number {
  return (word << by) | (word >>> (32 - by));
}
