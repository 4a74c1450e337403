/** A symbol as it is written, such as `mA`, and what it means. */
export interface UnitSymbol {
  readonly text: string;
  readonly dimension: Dimension;
  /** Power of ten between it and the coherent SI unit: -3 for `mA`, -2 for `%`. */
  readonly scale: number;
}

/** Exponents, none of them 0, by what they are of: a base quantity of the SI, or a text that is no unit, in brackets. */
export type Dimension = ReadonlyMap<string, number>;

type Exponents = Readonly<Partial<Record<'kg' | 'm' | 's' | 'A' | 'K' | 'mol' | 'cd', number>>>;

/** Units that take prefixes: the SI's, and those used beside it that an electrical laboratory meets. */
const PREFIXABLE: Readonly<Record<string, readonly [Exponents, scale?: number]>> = {
  m: [{ m: 1 }],
  g: [{ kg: 1 }, -3],
  s: [{ s: 1 }],
  A: [{ A: 1 }],
  K: [{ K: 1 }],
  mol: [{ mol: 1 }],
  cd: [{ cd: 1 }],
  Hz: [{ s: -1 }],
  N: [{ kg: 1, m: 1, s: -2 }],
  Pa: [{ kg: 1, m: -1, s: -2 }],
  J: [{ kg: 1, m: 2, s: -2 }],
  W: [{ kg: 1, m: 2, s: -3 }],
  C: [{ s: 1, A: 1 }],
  V: [{ kg: 1, m: 2, s: -3, A: -1 }],
  F: [{ kg: -1, m: -2, s: 4, A: 2 }],
  Ω: [{ kg: 1, m: 2, s: -3, A: -2 }],
  S: [{ kg: -1, m: -2, s: 3, A: 2 }],
  Wb: [{ kg: 1, m: 2, s: -2, A: -1 }],
  T: [{ kg: 1, s: -2, A: -1 }],
  H: [{ kg: 1, m: 2, s: -2, A: -2 }],
  rad: [{}],
  L: [{ m: 3 }, -3],
  l: [{ m: 3 }, -3],
  M: [{ mol: 1, m: -3 }, 3],
  eV: [{ kg: 1, m: 2, s: -2 }, Math.log10(1.602176634e-19)],
};

const WITHOUT_PREFIX: typeof PREFIXABLE = {
  min: [{ s: 1 }, Math.log10(60)],
  h: [{ s: 1 }, Math.log10(3600)],
  '%': [{}, -2],
  '‰': [{}, -3],
  ppm: [{}, -6],
};

const PREFIXES: Readonly<Record<string, number>> = {
  Q: 30,
  R: 27,
  Y: 24,
  Z: 21,
  E: 18,
  P: 15,
  T: 12,
  G: 9,
  M: 6,
  k: 3,
  h: 2,
  da: 1,
  '': 0,
  d: -1,
  c: -2,
  m: -3,
  µ: -6,
  n: -9,
  p: -12,
  f: -15,
  a: -18,
  z: -21,
  y: -24,
  r: -27,
  q: -30,
};

const SYMBOLS: ReadonlyMap<string, UnitSymbol> = new Map([
  ...Object.entries(PREFIXES).flatMap(([prefix, power]) =>
    Object.entries(PREFIXABLE).map(([symbol, [exponents, scale = 0]]) =>
      entry(`${prefix}${symbol}`, exponents, scale + power),
    ),
  ),
  // Afterwards, so that a unit's own symbol is never a prefix before another one's: Pa, cd, min.
  ...[...Object.entries(PREFIXABLE), ...Object.entries(WITHOUT_PREFIX)].map(([symbol, [exponents, scale = 0]]) =>
    entry(symbol, exponents, scale),
  ),
]);

function entry(text: string, exponents: Exponents, scale: number): readonly [string, UnitSymbol] {
  return [text, { text, dimension: new Map(Object.entries(exponents)), scale }];
}

/** The symbol that a text is, with its prefix and in any of its spellings: `uA`, `kOhm`; undefined if it is none. */
export function findSymbol(text: string): UnitSymbol | undefined {
  const spelled = text
    // Which makes the Greek letter of the ohm sign.
    .normalize('NFC')
    .replace(/[Oo]hm$/, 'Ω')
    // For the micro sign the Greek letter is written, and the one that every keyboard has.
    .replace(/^[μu](?=.)/, 'µ');
  return SYMBOLS.get(spelled);
}

/** A text that is not a unit, such as `a.u.`, as a symbol: of a dimension of its own, so that it equals only itself. */
export function opaqueSymbol(text: string): UnitSymbol {
  const name = text.replaceAll('[', '{').replaceAll(']', '}');
  return { text: name, dimension: new Map([[`[${name}]`, 1]]), scale: 0 };
}

/** Whether a symbol, or a unit, has to do with a text that is not a unit. */
export function isOpaque({ dimension }: { readonly dimension: Dimension }): boolean {
  return [...dimension.keys()].some((name) => name.startsWith('['));
}
