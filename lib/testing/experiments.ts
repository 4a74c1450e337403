import fc from 'fast-check';
import type { TransferStep, TransientStep } from '../experiment/step.js';
import type { DeviceType } from '../simulation/transfer-sweep.js';
import { readable } from './steps.js';
import { transferSteps } from './transfer-steps.js';
import { transientSteps } from './transient-steps.js';
import { workflows } from './workflows.js';
import type { ExperimentContent } from './write-experiment-file.js';

/** What an experiment file holds, and its name. */
export interface NamedExperiment extends ExperimentContent {
  /** `{chip_id}-{device_number}-{description}-{test_id}.h5`; NA stands for what is missing. */
  readonly name: string;
}

/** Which experiments are drawn. */
export interface ExperimentConstraints {
  /** Sweeps of it. @defaultValue {@link transferSteps} of one type of device */
  readonly transfer?: fc.Arbitrary<TransferStep>;
  /** Traces of it. @defaultValue {@link transientSteps}, of up to 400 samples */
  readonly transient?: fc.Arbitrary<TransientStep>;
  /** Most steps of either. @defaultValue 4 */
  readonly maxSteps?: number;
}

/**
 * Whole experiments of one device: sweeps and traces in any number, also none, what the file says of them, of which
 * anything may be missing, and a workflow or none. They shrink to no steps and no attributes.
 *
 * @example
 * ```ts
 * fc.assert(
 *   fc.asyncProperty(experiments(), async (experiment) => {
 *     const file = await writeExperimentFile(join(folder, experiment.name), experiment);
 *     const { transfer, transient } = stepCounts(await readHead(file));
 *     return transfer === experiment.transfer.length && transient === experiment.transient.length;
 *   }),
 * );
 * ```
 */
export function experiments(constraints: ExperimentConstraints = {}): fc.Arbitrary<NamedExperiment> {
  const { maxSteps = 4, transient = transientSteps({ maxCycles: 4, maxPeriodPoints: 100 }) } = constraints;
  return fc.constantFrom<DeviceType>('N', 'P').chain((deviceType) => {
    const transfer = constraints.transfer ?? transferSteps({ deviceTypes: [deviceType] });
    return fc
      .record({
        attributes: attributesOf(deviceType),
        workflow: fc.option(workflows(), { nil: undefined }),
        transfer: fc.array(transfer, { maxLength: maxSteps }),
        transient: fc.array(transient, { maxLength: maxSteps }),
      })
      .map(({ workflow, ...content }) => ({
        ...content,
        name: nameOf(content.attributes),
        transfer: content.transfer.map(counted),
        transient: content.transient.map(counted),
        ...(workflow !== undefined && { workflow }),
      }));
  });
}

function attributesOf(deviceType: DeviceType): fc.Arbitrary<Readonly<Record<string, string>>> {
  return fc.record(
    {
      chip_id: fc.constantFrom('chip', '#20250804008', 'Ü 7'),
      device_number: fc.integer({ min: 1, max: 9 }).map(String),
      description: fc.constantFrom('stability', 'first run', ''),
      test_id: fc.integer({ min: 1, max: 9999 }).map((number) => `test_20250804_${String(number).padStart(4, '0')}`),
      status: fc.constantFrom('completed', 'running', 'failed', 'stopped'),
      created_at: fc.constantFrom('2025-08-04T00:00:00', '2024-02-29T23:59:59'),
      device_type: fc.constant(`${deviceType}-type`),
    },
    { requiredKeys: [] },
  ) as fc.Arbitrary<Readonly<Record<string, string>>>;
}

function nameOf(attributes: Readonly<Record<string, string>>): string {
  const parts = ['chip_id', 'device_number', 'description', 'test_id'].map((name) => attributes[name] || 'NA');
  // Not found by the pattern of experiment files without a test.
  return `${parts.join('-').replace(/-NA$/, '-test_NA')}.h5`;
}

function counted<S extends TransferStep | TransientStep>(step: S, index: number): S {
  return readable({ ...step, index });
}
