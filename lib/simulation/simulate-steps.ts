import { OectError } from '../errors.js';
import type { Step } from '../experiment/step.js';
import { type ExperimentPlan, planExperiment, simulatedTurns } from './experiment-plan.js';
import { type SimulationOptions, simulationParameters } from './simulation-options.js';

/**
 * Measures the steps of one simulated device, each when it is asked for: those that `simulateChip` would write into its file.
 * For trying out what an instrument is to feed.
 *
 * @example
 * ```ts
 * for (const step of simulateSteps(1, { steps: 100 })) {
 *   if (step.kind === 'transfer') console.log(step.index, step.Vg.length);
 * }
 * ```
 * @param device - from 1; odd ones are N-type, even ones P-type
 * @returns transfer and transient steps in turn, so many of each as the options say
 * @throws OectError `bad-argument` at once for a wrong device or option
 */
export function simulateSteps(
  device: number,
  options: Omit<SimulationOptions, 'experiments'> = {},
): Generator<Step, void, undefined> {
  if (!Number.isInteger(device) || device < 1) {
    throw new OectError('bad-argument', `there is no device ${device}; give a whole number from 1`);
  }
  return stepsOf(planExperiment(simulationParameters(options), device));
}

function* stepsOf(plan: ExperimentPlan): Generator<Step, void, undefined> {
  for (const { transfer, transient } of simulatedTurns(plan)) {
    yield transfer;
    yield transient;
  }
}
