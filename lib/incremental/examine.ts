import type { Configuration } from '../config/configuration.js';
import { isOectError } from '../errors.js';
import type { Experiment } from '../experiment/experiment.js';
import { identityOf } from '../experiment/identity.js';
import type { PlanRequest } from '../experiment/plan-blocks.js';
import { readDigests } from '../pool/read-digests.js';
import type { StepPool } from '../pool/step-pool.js';
import { isIntact } from '../table/content-hash.js';
import { corrupt } from '../table/corrupt.js';
import type { FeatureTable } from '../table/feature-table.js';
import { readFeatures } from '../table/read-features.js';
import type { TableFormat } from '../table/table-format.js';
import type { TakenOver } from '../table/taken-over.js';
import { type Compute, computeAnyway, type Decision, decide, type Extend } from './decide.js';
import { type Damaged, damage, type OutputFolder } from './find-outputs.js';
import { isOf, type KnownOutput, mayHaveGrown, type SourceState } from './known-output.js';
import { takeOver } from './take-over.js';
import type { Wanted } from './wanted.js';

/** What there is to do for an experiment, and what need not be done. */
export interface Examined {
  readonly decision: Decision;
  readonly takenOver?: TakenOver;
}

export interface ExamineOptions {
  readonly configuration: Configuration;
  /** What it asks for. */
  readonly wanted: Wanted;
  /** Where the feature files are. */
  readonly folder: OutputFolder;
  /** In which a file must be for nothing to be done. @defaultValue any */
  readonly format?: TableFormat;
  /** Whether what is there counts, or all is computed whatever it is. @defaultValue `reuse` */
  readonly existing?: 'reuse' | 'ignore';
  /** Who reads what has to be read. */
  readonly pool: Pick<StepPool, 'fingerprint' | 'run'>;
}

/**
 * Decides what is to be computed of an experiment, and reads what is taken over. Where there is no feature file of its device,
 * nothing is read. Otherwise the experiment's file is read once for its fingerprint; its steps are, if there are more of them
 * than before. No feature file is believed before all of it was read and found as it was written.
 *
 * @throws OectError if the file of the experiment cannot be read
 */
export async function examine(experiment: Experiment, options: ExamineOptions): Promise<Examined> {
  const { configuration, wanted, folder, format, existing = 'reuse', pool } = options;
  const { head, digests } = experiment;
  const found = await folder.outputsOf(identityOf(head));
  // What a file that cannot be read is of, its name tells as far as it says which configuration it is of.
  const damaged = found.damaged.filter(({ file }) => file.includes(`_${wanted.configHash.slice(0, 8)}.`));
  if (found.outputs.length === 0) return { decision: withDamage(nothingKnown, damaged) };
  const source: SourceState = { head, hash: await pool.fingerprint(head), digests };
  if (existing === 'ignore') return { decision: computeAnyway(wanted, source, found.outputs) };
  const own = found.outputs.filter((output) => isOf(source, output));
  await readDigests(experiment, stepsToRead(source, own), pool);
  const features = configuration.graph.features.filter((feature) => feature.kind === 'extracted');
  for (let outputs: readonly KnownOutput[] = own; ; ) {
    const decision = decide(wanted, source, outputs, format);
    if (!('output' in decision)) return { decision: withDamage(decision, damaged) };
    const { output } = decision;
    try {
      const table = await readIntact(output);
      if (decision.kind === 'up-to-date') return { decision };
      const takenOver = takeOver(decision, table, features, source);
      return { decision: withDamage(decision, damaged), takenOver };
    } catch (error) {
      if (!isOectError(error)) throw error;
      damaged.push(damage(output.file, error.message));
      outputs = outputs.filter((other) => other !== output);
    }
  }
}

const nothingKnown: Compute = { kind: 'new', reasons: [{ kind: 'no-output' }] };

/** The decision with damaged files among its reasons; if there are no others, what is computed is computed again. */
function withDamage<D extends Extend | Compute>(decision: D, damaged: readonly Damaged[]): D | Compute {
  if (damaged.length === 0) return decision;
  if (decision.kind === 'new') return { kind: 'recompute', reasons: damaged };
  return { ...decision, reasons: [...damaged, ...decision.reasons] };
}

/** The steps whose digests decide whether files are of the first steps of what is there now. */
function stepsToRead(source: SourceState, outputs: readonly KnownOutput[]): readonly PlanRequest[] {
  const recorded = outputs
    .filter((output) => mayHaveGrown(source, output))
    .map(({ metadata }) => metadata.reuse.source);
  const most = (name: 'transfer' | 'transient') => Math.max(0, ...recorded.map(({ steps }) => steps[name]));
  const isKnown = (row: keyof (typeof recorded)[number]['digests']) =>
    recorded.some(({ digests }) => digests[row] !== undefined);
  const requests: PlanRequest[] = [];
  if (isKnown('transfer')) {
    requests.push({ source: 'transfer', rows: ['Vg', 'Id'], steps: { start: 0, stop: most('transfer') } });
  }
  if (isKnown('transient Id') || isKnown('transient time')) {
    const rows = isKnown('transient time') ? (['time', 'Id'] as const) : (['Id'] as const);
    requests.push({ source: 'transient', rows, steps: { start: 0, stop: most('transient') } });
  }
  return requests.filter(({ steps }) => steps.stop > 0);
}

async function readIntact({ file, metadata }: KnownOutput): Promise<FeatureTable> {
  const { table } = await readFeatures(file);
  if (!isIntact(table)) throw corrupt('its content is not what it was when it was written');
  if (table.metadata.created_at !== metadata.createdAt) throw corrupt('it was replaced while it was being read');
  return table;
}
