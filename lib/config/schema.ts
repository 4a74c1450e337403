import * as v from 'valibot';

const text = v.pipe(v.string(), v.nonEmpty('must not be empty'));
const anything = v.optional(v.unknown());

/** A mapping from keys to values. To valibot's own `object` and `record` a list is one as well. */
const mapping = v.custom<Record<string, unknown>>(isMapping, ({ received }) => mistake('a mapping', received));

export function isMapping(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

const featureEntries = {
  name: text,
  extractor: v.optional(text),
  func: v.optional(text),
  input: v.optional(v.union([text, v.array(text)], 'must be a name, or a list of names')),
  params: v.optional(v.nullable(mapping)),
  output_shape: anything,
  description: v.optional(v.string()),
  unit: v.optional(v.nullable(v.string())),
};

const versioningEntries = {
  auto_create: anything,
  expand_multidim: v.optional(v.boolean(), true),
  selected_features: v.optional(v.nullable(v.array(text))),
  version_name: anything,
};

const dataSourceEntries = { experiment_type: anything, load_mode: anything };

const notDone = (what: string) => v.optional(v.nullable(v.pipe(v.array(v.unknown()), v.maxLength(0, what))));

const advancedEntries = {
  transforms: notDone('are not done by this version'),
  caching: anything,
  parallel: anything,
};

/** One feature, as it stands in the list. */
export const FeatureSchema = v.pipe(mapping, v.object(featureEntries));
export const VersioningSchema = v.pipe(mapping, v.object(versioningEntries));
export const CompatSchema = v.literal(
  'oect-infra-1.2',
  'must be oect-infra-1.2, the one system whose defaults are known',
);

const rootEntries = {
  version: v.optional(v.union([v.literal('v2'), v.literal(2)], 'must be v2, the version of this file layout'), 'v2'),
  name: v.optional(text),
  config_version: v.optional(v.pipe(v.union([v.string(), v.number()]), v.transform(String)), '1'),
  data_type: v.optional(v.picklist(['transfer', 'transient', 'both'])),
  description: v.optional(v.string(), ''),
  data_source: v.optional(v.nullable(v.pipe(mapping, v.object(dataSourceEntries)))),
  features: v.array(FeatureSchema, 'must be a list of features, or a mapping from their names to the rest'),
  postprocessing: notDone('is not done by this version'),
  versioning: v.optional(v.nullable(VersioningSchema)),
  advanced: v.optional(v.nullable(v.pipe(mapping, v.object(advancedEntries)))),
  imports: anything,
  compat: v.optional(CompatSchema),
};

/** What a configuration file may say. Under `features` either a list with names, or a mapping from names to the rest. */
export const ConfigurationSchema = v.pipe(mapping, v.object(rootEntries));

export type ConfigurationContent = v.InferOutput<typeof ConfigurationSchema>;

/** Keys that are accepted and have no effect, with the reason. */
export const IGNORED: Readonly<Record<string, string>> = {
  'versioning.auto_create': 'every run writes files of its own',
  'versioning.version_name': 'files are named after the configuration',
  'advanced.caching': 'nothing is kept between runs but the files',
  'advanced.parallel': 'the number of workers is chosen when a run is started',
  imports: 'a configuration runs no code; modules with extractors are named when a run is started',
};

/** The keys of each part of a configuration. */
export const knownKeys = {
  root: Object.keys(rootEntries),
  feature: Object.keys(featureEntries),
  versioning: Object.keys(versioningEntries),
  dataSource: Object.keys(dataSourceEntries),
  advanced: Object.keys(advancedEntries),
} as const;

/** What valibot says of a value of the wrong type, in the words of the file. */
export function describeMistake({ expected, received }: v.BaseIssue<unknown>): string {
  return mistake(expected ?? 'something else', received);
}

const WORDS: Readonly<Record<string, string>> = {
  Object: 'a mapping',
  Array: 'a list',
  string: 'text',
  boolean: 'true or false',
  null: 'empty',
  undefined: 'missing',
};

function mistake(expected: string, received: string): string {
  if (received === 'undefined') return 'is missing';
  const inWords = (type: string) => WORDS[type] ?? type;
  return `is ${inWords(received)}; it must be ${expected
    .replace(/^\(|\)$/g, '')
    .split(' | ')
    .map(inWords)
    .join(' or ')}`;
}
