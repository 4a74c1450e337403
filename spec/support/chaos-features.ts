import fc from 'fast-check';
import { type Configuration, defineFeatures } from '../../lib/config/configuration.js';
import type { JointStep, Step } from '../../lib/experiment/step.js';
import type { Extracted, Extractor } from '../../lib/extractors/extractor.js';
import { loadRegistry, type RegisteredExtractor, type Registry } from '../../lib/extractors/registry.js';
import type { FeatureDefinition } from '../../lib/graph/definition.js';
import type { Column } from '../../lib/table/column.js';
import { EFFECTS } from './deeds.js';

/** Extractors that behave; of some of them more than one column comes, or one whose width the data decides. */
const GOOD: readonly FeatureDefinition[] = [
  { extractor: 'transfer.absI_max' },
  { extractor: 'transfer.gm_max', params: { direction: 'both' } },
  { extractor: 'transfer.Von_coords' },
  { extractor: 'transient.peak_current' },
  { extractor: 'transient.cycles', params: { n_cycles: 3 } },
  { extractor: 'transfer.shared', params: { dynamic: true } },
  { extractor: 'transfer.batched' },
  { extractor: 'both.points' },
];

/** Extractors that do what they must not: for one step after the other, or with those of a block in hand. */
const HOSTILE = ['transfer', 'transient', 'both'].flatMap((source) => [`${source}.hostile`, `${source}.hostile_batch`]);

/** Extractors that build on earlier features. */
const BUILDING = HOSTILE.map((extractor) => extractor.replace('hostile', 'building'));

const FUNCTIONS = {
  sum: (...columns: readonly Column[]) =>
    columns.map(firstNumbers).reduce((a, b) => a.map((value, row) => value + (b[row] ?? Number.NaN))),
  relative: (column: Column) => firstNumbers(column).map((value) => value / Math.max(...firstNumbers(column))),
  fails: () => {
    throw new Error('this function always fails');
  },
};

function firstNumbers({ shape, values }: Column): Float64Array {
  const width = values.length / shape[0] || 0;
  return Float64Array.from({ length: shape[0] }, (_, row) => (width === 0 ? Number.NaN : (values[row * width] ?? 0)));
}

/** Features of one run, some of which do what they must not. */
export interface ChaosFeatures {
  readonly good: readonly FeatureDefinition[];
  readonly hostile: readonly Hostile[];
  /** Functions of features before them, given by where those stand. */
  readonly derived: readonly { readonly func: keyof typeof FUNCTIONS; readonly inputs: readonly number[] }[];
  /** Extractors that build on features before them, given in the same way: on a number and on a list. */
  readonly building: readonly { readonly extractor: string; readonly number: number; readonly list: number }[];
}

/** Those that give a list, and those that give several numbers where another takes one. */
const LISTS = ['transient.cycles', 'transfer.shared'];
const isNoNumber = ({ extractor = '' }: FeatureDefinition) =>
  [...LISTS, 'transfer.gm_max', 'transfer.Von_coords'].includes(String(extractor));

interface Hostile {
  readonly extractor: string;
  readonly deed: string;
  readonly steps: readonly number[];
}

export interface HostileConstraints {
  /** The deeds to choose from. */
  readonly deeds: readonly string[];
  /** Most hostile features of a run, and most steps in which each of them does it. */
  readonly maxFeatures: number;
  readonly maxSteps: number;
}

/** Any features, among them hostile ones. */
export function chaosFeatures({ deeds, maxFeatures, maxSteps }: HostileConstraints): fc.Arbitrary<ChaosFeatures> {
  const hostile = fc.record({
    extractor: fc.constantFrom(...HOSTILE),
    deed: fc.constantFrom(...deeds),
    steps: fc.uniqueArray(fc.nat(9), { minLength: 1, maxLength: maxSteps }),
  });
  return fc.record({
    good: fc.subarray([...GOOD]),
    hostile: fc.array(hostile, { minLength: 1, maxLength: maxFeatures }),
    derived: fc.array(
      fc.record({
        func: fc.constantFrom(...(Object.keys(FUNCTIONS) as (keyof typeof FUNCTIONS)[])),
        inputs: fc.array(fc.nat(9), { minLength: 1, maxLength: 2 }),
      }),
      { maxLength: 3 },
    ),
    building: fc.array(fc.record({ extractor: fc.constantFrom(...BUILDING), number: fc.nat(9), list: fc.nat(9) }), {
      maxLength: 3,
    }),
  });
}

const MODULE = new URL('../fixtures/modules/hostile-extractors.mjs', import.meta.url).href;
const hostileRegistry = await loadRegistry([MODULE]);

/** The same names, but a hostile extractor only says of each cell what is to become of it. */
const tameRegistry: Registry = {
  ...hostileRegistry,
  extractors: new Map([...hostileRegistry.extractors].map(([name, registered]) => [name, tamed(name, registered)])),
};

function tamed(name: string, registered: RegisteredExtractor): RegisteredExtractor {
  if (!/\.hostile(_batch)?$/.test(name)) return registered;
  return { extractor: { ...registered.extractor, extract: told } as Extractor };
}

function told({ index }: Step | JointStep, { deed, steps }: Omit<Hostile, 'extractor'>): Extracted {
  const effect = steps.includes(index) ? EFFECTS[deed] : 'none';
  if (effect === 'failure') throw new Error(deed);
  if (effect === 'null') return { missing: deed };
  return effect === 'note' ? { outputs: [index], note: deed } : index;
}

export interface ChaosConfiguration {
  readonly hostile: Configuration;
  /** Its features as they should come out: for a plain loop. */
  readonly tame: Configuration;
}

/** The configuration of these features. The names of hostile ones begin with `hostile`. */
export function configure({ good, hostile, derived, building }: ChaosFeatures): ChaosConfiguration {
  const definitions: [string, FeatureDefinition][] = hostile.map(({ extractor, ...params }, i) => [
    `hostile${i}`,
    { extractor, params },
  ]);
  // Good ones on both sides of hostile ones: what those do must reach neither the features before nor those after.
  for (const [i, definition] of good.entries()) {
    definitions.splice(i % (definitions.length + 1), 0, [`good${i}`, definition]);
  }
  for (const [i, { func, inputs }] of derived.entries()) {
    const input = inputs.map((at) => definitions[at % definitions.length]?.[0] as string);
    definitions.push([`derived${i}`, { func: FUNCTIONS[func], input }]);
  }
  for (const [i, { extractor, number, list }] of building.entries()) {
    const isList = ([, { extractor = '' }]: (typeof definitions)[number]) => LISTS.includes(String(extractor));
    const [lists, numbers] = [definitions.filter(isList), definitions.filter((each) => !isNoNumber(each[1]))];
    const input = [numbers[number % numbers.length]?.[0], lists[list % lists.length]?.[0]];
    if (input.every((name) => name !== undefined)) definitions.push([`building${i}`, { extractor, input }]);
  }
  const features = Object.fromEntries(definitions);
  return {
    hostile: defineFeatures(features, { registry: hostileRegistry }),
    tame: defineFeatures(features, { registry: tameRegistry }),
  };
}
