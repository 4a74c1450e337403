import * as v from 'valibot';
import { mustBe } from '../describe-mistake.js';
import { operationTypes } from '../postprocess/operations.js';
import { described, ignored, mapping, section, text, unused } from './schema-parts.js';

const sources = ['transfer', 'transient', 'both'] as const;

const shape = v.array(
  v.union(
    [text, v.pipe(v.number(), v.integer(), v.minValue(1))],
    mustBe('a name or a whole number from 1, as in [n_steps, 100]'),
  ),
  mustBe('a list of names and whole numbers from 1, such as [n_steps, 100]'),
);

const featureEntries = {
  name: described(text, 'Name of the feature: of its column, and what a func names as its input.'),
  extractor: v.optional(described(text, 'What computes the feature from each step; `oect extractors` lists them.')),
  func: v.optional(
    described(
      text,
      'A Python lambda over numpy columns, such as "lambda gm: gm / gm[0]", or the name of a function that a module exports.',
    ),
  ),
  input: v.optional(
    described(
      v.union([text, v.array(text)], mustBe('a name, or a list of names')),
      'Of a func: the features it is computed from, in order. Of an extractor: its source or sources, if named at all, and the features that it builds on.',
    ),
  ),
  params: v.optional(
    described(v.nullable(mapping), 'Parameters of the extractor; those left out have their defaults.'),
  ),
  output_shape: v.optional(
    described(
      v.nullable(shape),
      'Shape over all steps, such as [n_steps, 100]: compared with what the extractor gives.',
    ),
  ),
  description: v.optional(described(v.string(), 'What the feature is, for those who read the table.')),
  unit: v.optional(
    described(
      v.nullable(v.string()),
      'Unit of the values, such as S or A/V: compared with what the extractor or the func gives; empty for that.',
    ),
  ),
};

const dataSourceEntries = {
  experiment_type: v.optional(
    described(v.nullable(v.picklist(sources)), 'As data_type, which it must not contradict.'),
  ),
  load_mode: ignored(v.unknown(), 'steps are read in blocks, when they are needed'),
};

const versioningEntries = {
  auto_create: ignored(v.unknown(), 'every run writes files of its own'),
  expand_multidim: v.optional(
    described(v.boolean(), 'true: features of several numbers become columns name_0, name_1, ...; false: lists.'),
    true,
  ),
  selected_features: v.optional(
    described(
      v.nullable(v.array(text)),
      'The features that the table shows; empty for all. Others are computed for them.',
    ),
  ),
  version_name: ignored(v.unknown(), 'files are named after the configuration'),
};

const transformEntries = {
  type: described(v.picklist(operationTypes), 'What is done with the values of features.'),
  target: v.optional(
    described(
      v.nullable(v.union([text, v.pipe(v.array(text), v.minLength(1))], mustBe('a name, or a list of names'))),
      'The feature or features that it is done with; absent: all that the table shows, where it can be done with them.',
    ),
  ),
  params: v.optional(described(v.nullable(mapping), 'How it is done: the method, and the parameters of that.')),
};

/** One entry of postprocessing or advanced.transforms. */
export const TransformSchema = section(transformEntries);

const transformList = (description: string) => v.optional(described(v.nullable(v.array(TransformSchema)), description));

const cachingEntries = { enabled: unused, backend: unused, memory_size_mb: unused, disk_cache_dir: unused };
const parallelEntries = { enabled: unused, n_workers: unused, backend: unused };

const advancedEntries = {
  transforms: transformList(
    'As postprocessing, and done before it: also when all features are computed, so that what a func is given is unchanged.',
  ),
  caching: ignored(v.nullable(section(cachingEntries)), 'nothing is kept between runs but the files'),
  parallel: ignored(v.nullable(section(parallelEntries)), 'the number of workers is chosen when a run is started'),
};

/** One feature, as it stands in the list. */
export const FeatureSchema = section(featureEntries);
export const VersioningSchema = section(versioningEntries);
export const CompatSchema = v.literal('oect-infra-1.2');

const rootEntries = {
  version: v.optional(
    described(
      v.union([v.literal('v2'), v.literal(2)], mustBe('v2, the one layout of files that is known')),
      'Layout of this file: v2.',
    ),
    'v2',
  ),
  name: v.optional(
    described(text, 'Name of the configuration, and of the files made by it. Default: that of this file.'),
  ),
  config_version: v.optional(
    v.pipe(
      v.union([v.string(), v.number()], mustBe('text or a number')),
      v.description('Version of this configuration: raise it when you change it.'),
      v.transform(String),
    ),
    '1',
  ),
  data_type: v.optional(described(v.picklist(sources), 'The kind of steps that the features are computed from.')),
  description: v.optional(described(v.string(), 'What the configuration is for.'), ''),
  data_source: v.optional(described(v.nullable(section(dataSourceEntries)), 'What is read.')),
  features: described(
    v.array(FeatureSchema, mustBe('a list of features, or a mapping from their names to the rest')),
    'What is computed: a list of features, or a mapping from their names to the rest.',
  ),
  postprocessing: transformList(
    'What is done with the features that the table shows, once all are computed, one after the other. Numbers of lists are normalized and filtered each by itself along the steps.',
  ),
  versioning: v.optional(described(v.nullable(VersioningSchema), 'What the tables look like.')),
  advanced: v.optional(described(v.nullable(section(advancedEntries)), 'What few configurations need.')),
  imports: ignored(
    v.unknown(),
    'a configuration runs no code; modules with extractors are named when a run is started (--extractors)',
  ),
  compat: v.optional(described(CompatSchema, 'Take the defaults of that system instead of those of this one.')),
};

/** What a configuration file may say. Under `features` either a list with names, or a mapping from names to the rest. */
export const ConfigurationSchema = section(rootEntries);

export type ConfigurationContent = v.InferOutput<typeof ConfigurationSchema>;
