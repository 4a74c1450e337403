import type { Remark } from '../../lib/table/remark.js';

/** What a deed of a hostile extractor does to its cell: nothing, or what its remark says. */
export type Effect = 'none' | Remark['kind'];

/** Deeds that cost their thread nothing. */
export const HARMLESS = {
  throw: 'failure',
  throwNothing: 'failure',
  throwNumber: 'failure',
  throwUnreadable: 'failure',
  recurse: 'failure',
  changeInput: 'note',
  takeInput: 'note',
  replaceInput: 'failure',
  giveUndefined: 'failure',
  giveNull: 'failure',
  giveText: 'failure',
  giveBigInt: 'failure',
  giveSymbol: 'failure',
  giveFunction: 'failure',
  giveDetached: 'failure',
  givePair: 'failure',
  givePromise: 'failure',
  giveUnreadable: 'failure',
  giveUnreadableOutputs: 'failure',
  giveHole: 'failure',
  giveWrongOutputs: 'failure',
  giveNaN: 'null',
  giveInfinity: 'null',
  giveFunctionAsReason: 'null',
  giveNumberAsNote: 'note',
  giveFunctionAsNote: 'note',
} as const satisfies Readonly<Record<string, Effect>>;

/** Deeds that end their thread or hold it up, at once or when it has long given the value. */
export const LETHAL = {
  exit: 'failure',
  loop: 'failure',
  closePort: 'failure',
  throwLater: 'none',
  rejectUnhandled: 'none',
  exitLater: 'none',
  blockLater: 'none',
} as const satisfies Readonly<Record<string, Effect>>;

/** Deeds that take all the memory there is. */
export const GREEDY = {
  exhaustHeap: 'failure',
  exhaustWasm: 'failure',
} as const satisfies Readonly<Record<string, Effect>>;

export const EFFECTS: Readonly<Record<string, Effect>> = { ...HARMLESS, ...LETHAL, ...GREEDY };
