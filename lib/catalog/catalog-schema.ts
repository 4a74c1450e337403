import * as v from 'valibot';
import { described, ignored, section, text, unused } from '../config/schema-parts.js';
import { mustBe } from '../describe-mistake.js';

const names = v.nullable(
  v.union([text, v.array(text)], mustBe("a glob for the names of files, such as '*-test_*.h5', or a list of them")),
);
const wholeFrom = (least: number) =>
  v.pipe(
    v.number(),
    v.integer(),
    v.minValue(least, ({ received }) => `is ${received}; it must be at least ${least}`),
  );

const rootsEntries = {
  raw_data: described(text, 'Folder with experiment files.'),
  features: ignored(v.unknown(), 'HDF5 feature files are not read; those of this program lie where features_v2 says'),
  features_v2: v.optional(described(v.nullable(text), 'Folder with feature files.')),
};

const patternEntries = {
  raw: v.optional(described(names, 'What experiment files are called.')),
  features: v.optional(described(names, 'What feature files are called.')),
};

const discoveryEntries = {
  recursive: v.optional(described(v.nullable(v.boolean()), 'Whether folders below the roots are searched.')),
  max_depth: v.optional(described(v.nullable(wholeFrom(0)), 'Folders below each other that are searched.')),
  parallel_workers: v.optional(described(v.nullable(wholeFrom(1)), 'Threads that read files.')),
  file_patterns: v.optional(described(v.nullable(section(patternEntries)), 'Which files are looked for.')),
  ignore_patterns: v.optional(
    described(v.nullable(v.array(text)), 'Names of files and folders that are passed over, as globs.'),
  ),
};

const databaseEntries = { path: unused, auto_backup: unused, backup_interval: unused, connection_pool_size: unused };
const syncEntries = {
  auto_sync: unused,
  auto_sync_interval: unused,
  conflict_strategy: unused,
  batch_size: unused,
  timeout: unused,
};
const loggingEntries = { level: unused, file: unused, rotation: unused, retention: unused };

/** What a `catalog_config.yaml` may say. */
export const CatalogConfigurationSchema = section({
  roots: described(section(rootsEntries), 'Where files are.'),
  database: ignored(v.nullable(section(databaseEntries)), 'there is no database, but an index that can be made anew'),
  sync: ignored(v.nullable(section(syncEntries)), 'the files are the truth, and nothing has to agree with them'),
  discovery: v.optional(described(v.nullable(section(discoveryEntries)), 'How files are found.')),
  logging: ignored(v.nullable(section(loggingEntries)), 'nothing is logged but what --log asks for'),
});

export type CatalogConfigurationContent = v.InferOutput<typeof CatalogConfigurationSchema>;
