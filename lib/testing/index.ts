/**
 * Steps drawn at random, and the laws that every extractor keeps, for the tests of your own extractors.
 *
 * @module oect-features/testing
 */

export { describeStep } from './describe-step.js';
export { type ExperimentConstraints, experiments, type NamedExperiment } from './experiments.js';
export { extractorLaws, type LawOptions, lawsOf } from './extractor-laws.js';
export { type FeatureConstraints, featureDefinitions } from './feature-definitions.js';
export { coarseSteps, flawedSteps, hostileSteps, workingSteps } from './hostile-steps.js';
export type { Definition } from './laws/definition.js';
export type { Degenerate } from './laws/degenerate.js';
export type { Invariance } from './laws/invariance.js';
export { type Law, LawBroken, type LawName } from './laws/law.js';
export { numbersOf } from './results.js';
export { sweepOf, traceOf } from './steps.js';
export type { TestFunctions } from './test-functions.js';
export { type GateSpacing, type SweepWay, type TransferConstraints, transferSteps } from './transfer-steps.js';
export { type TimingOrigin, type TransientConstraints, transientSteps } from './transient-steps.js';
export {
  type MeasuringStep,
  type WorkflowConstraints,
  type WorkflowLoop,
  type WorkflowStep,
  workflows,
} from './workflows.js';
export { type ExperimentContent, writeExperimentFile } from './write-experiment-file.js';
