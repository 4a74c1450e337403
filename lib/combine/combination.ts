import { resolve } from 'node:path';
import { OectError } from '../errors.js';
import { suggestion } from '../nearest.js';
import { VERSION } from '../version.js';
import { type CombinedColumns, combinedColumns } from './combined-columns.js';
import type { DamagedFile, Reading } from './damaged-file.js';
import { byExperiment, type ExperimentFiles, type ExperimentRows, experimentRows } from './experiment-rows.js';
import { readFeatureFiles } from './feature-files.js';

/** What the combined table has of each experiment. */
export interface CombineOptions {
  /** Names of features or of columns. @defaultValue all */
  readonly features?: readonly string[];
  /** Names of configurations; files of others are left out. @defaultValue all */
  readonly configs?: readonly string[];
  readonly signal?: AbortSignal;
  /** Hears of each file that is read; most are read twice, first for what they say of themselves. */
  readonly onRead?: (file: string) => void;
}

/** What is to be said of a combination beside its rows. */
export interface CombineRemarks {
  readonly experiments: number;
  /** Files that were left out because they cannot be read. */
  readonly damaged: readonly DamagedFile[];
  /** What else was left out, and why. One sentence each. */
  readonly notes: readonly string[];
}

/** What several feature files are together; their rows are read one experiment at a time. */
export interface Combination {
  readonly columns: CombinedColumns;
  readonly experiments: readonly ExperimentFiles[];
  /** Of all columns: their features, units and descriptions, and what they are from. */
  readonly metadata: Readonly<Record<string, string>>;
  /** The rows of each experiment; those that cannot be read are left out. */
  rows(): AsyncGenerator<ExperimentRows, void, undefined>;
  /** Complete once all rows have been read. */
  readonly damaged: readonly DamagedFile[];
  readonly notes: readonly string[];
}

/**
 * Reads what feature files say of themselves, and plans what they are together.
 *
 * @throws OectError `bad-argument` if there is none to combine, or they contradict each other: see {@link combinedColumns}
 */
export async function combination(files: readonly string[], options: CombineOptions): Promise<Combination> {
  const { features, configs } = options;
  const damaged: DamagedFile[] = [];
  const notes: string[] = [];
  const reading: Reading = { ...options, onDamaged: (file) => damaged.push(file) };
  const paths = [...new Set(files.map((file) => resolve(file)))];
  const all = await readFeatureFiles(paths, reading);
  refuseUnknown(configs ?? [], new Set(all.map(({ config }) => config)));
  const chosen = configs === undefined ? all : all.filter(({ config }) => configs.includes(config));
  if (chosen.length === 0) throw nothingToCombine(damaged);
  const experiments = byExperiment(chosen, (note) => notes.push(note));
  const kept = experiments.flatMap(({ files }) => files);
  const columns = combinedColumns(kept, features);
  return {
    columns,
    experiments,
    metadata: combinedMetadata(columns, new Set(kept.map(({ config }) => config))),
    async *rows() {
      for (const experiment of experiments) {
        const rows = await experimentRows(experiment, columns, reading);
        if (rows !== undefined) yield rows;
      }
    },
    damaged,
    notes,
  };
}

/** `columns`, `config_names`, `program_version` and `created_at`; `PANDAS_ATTRS` has all of them as one JSON object. */
function combinedMetadata(columns: CombinedColumns, configs: ReadonlySet<string>): Readonly<Record<string, string>> {
  const described = [...columns].map(([name, { feature, unit, description }]) => [
    name,
    { feature, unit, description },
  ]);
  const texts = { program_version: VERSION, created_at: new Date().toISOString() };
  const objects = { columns: Object.fromEntries(described), config_names: [...configs].sort() };
  return {
    ...texts,
    ...Object.fromEntries(Object.entries(objects).map(([key, value]) => [key, JSON.stringify(value)])),
    PANDAS_ATTRS: JSON.stringify({ ...texts, ...objects }),
  };
}

function refuseUnknown(configs: readonly string[], known: ReadonlySet<string>): void {
  const unknown = configs.find((config) => !known.has(config));
  if (unknown === undefined || known.size === 0) return;
  throw new OectError('bad-argument', `no file is of configuration "${unknown}"; ${suggestion(unknown, known)}`);
}

function nothingToCombine([first, ...others]: readonly DamagedFile[]): OectError {
  if (first === undefined) return new OectError('bad-argument', 'there are no feature files to combine');
  const more = others.length === 0 ? '' : ` (and ${others.length} more)`;
  return new OectError(first.error.code, `nothing can be combined: ${first.error.message}${more}`, {
    file: first.file,
  });
}
