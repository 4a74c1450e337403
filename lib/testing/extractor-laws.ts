import fc from 'fast-check';
import * as v from 'valibot';
import { OectError } from '../errors.js';
import type { Extractor, InputValues, ParamsOf, ParamsSchema, Sources, StepOf } from '../extractors/extractor.js';
import { sourcesOf } from '../extractors/sources.js';
import { givenOf } from './given.js';
import { hostileSteps, workingSteps } from './hostile-steps.js';
import { batchLaw } from './laws/batch.js';
import { declarationLaw } from './laws/declaration.js';
import { type Definition, definitionLaw } from './laws/definition.js';
import { type Degenerate, degenerateLaws } from './laws/degenerate.js';
import { inputsLaw, plainInputs } from './laws/inputs.js';
import { type Invariance, invarianceLaws } from './laws/invariance.js';
import type { Law, Subject } from './laws/law.js';
import { modesLaw } from './laws/modes.js';
import { parametersLaw } from './laws/parameters.js';
import { pureLaw } from './laws/pure.js';
import { readsLaw } from './laws/reads.js';
import { repeatableLaw } from './laws/repeatable.js';
import { shapeLaw } from './laws/shape.js';
import { statelessLaw } from './laws/stateless.js';
import { unitsLaw } from './laws/units.js';
import { valueLaw } from './laws/value.js';
import { settled } from './results.js';
import type { Given } from './rows.js';
import { registerTests, type TestFunctions } from './test-functions.js';

/** What the laws are checked with. */
export interface LawOptions<S extends Sources = Sources, P extends ParamsSchema = ParamsSchema> {
  /** Parameters, as in a configuration. @defaultValue the defaults */
  readonly params?: v.InferInput<P>;
  /**
   * URL of the module that exports the extractor (`new URL('./my-extractor.js', import.meta.url)`): then it also runs in
   * worker threads, as it does in an extraction.
   */
  readonly module?: string | URL;
  /** What the extractor has a value of. @defaultValue steps of working devices: {@link workingSteps}; one of each source */
  readonly steps?: fc.Arbitrary<StepOf<S>>;
  /** Degenerate steps that do have a value: the largest current of one point is that point's. @defaultValue none */
  readonly hasValueOf?: readonly Degenerate[];
  /** The feature written down a second time, plainly: what finds a mistake of one point, which no general law can see. */
  readonly definition?: Definition<StepOf<S>, ParamsOf<P>>;
  /**
   * What the extractor is given of earlier features of a step: of an extractor that builds on others, best what these give for
   * it. @defaultValue numbers of the shapes that it takes, in their units, the same for each step
   */
  readonly inputs?: (step: StepOf<S>) => InputValues;
  /** What does not matter to the feature. @defaultValue nothing is taken for granted */
  readonly invariances?: readonly Invariance[];
  /** Parameters that are accepted and have no influence. @defaultValue none */
  readonly unused?: readonly string[];
  /** Values of parameters that must make a difference to some step, where the schema does not tell any: of lists, of texts. */
  readonly otherParams?: Readonly<Record<string, readonly unknown[]>>;
  /** Units of parameters that are quantities, such as `{ period: 's' }`: they are scaled with the measurements. */
  readonly paramUnits?: Readonly<Record<string, string>>;
  /**
   * Relative deviation that is allowed when units are changed by powers of two, under which floating-point arithmetic is
   * exact; logarithms and the like are not. @defaultValue 0
   */
  readonly tolerance?: number;
  /** Steps that each law is tried on. @defaultValue the environment variable OECT_LAW_RUNS, else 100 */
  readonly runs?: number;
  /** The same seed draws the same steps. @defaultValue another one each time; the message of a broken law tells it */
  readonly seed?: number;
}

/**
 * Registers a test for each law that every extractor obeys: it gives the same result for the same step, leaves its input as
 * it is, remembers nothing, gives what it declares or null with a reason whatever the step is, has its unit, depends on its
 * parameters, and comes out the same in every execution mode, worker threads included.
 *
 * Called once in a test file, under vitest (with `globals`, or given its functions), node:test, or any runner with global
 * `describe` and `it`. A law that is broken shows the smallest step that was found as a plot.
 *
 * @example
 * ```ts
 * // on-off-ratio.test.js, run by `node --test`
 * import { extractorLaws } from 'oect-features/testing';
 * import { onOffRatio } from './on-off-ratio.js';
 *
 * extractorLaws(onOffRatio, { module: new URL('./on-off-ratio.js', import.meta.url) });
 * ```
 * @param tests - functions of the test runner: `{ describe, it }` of vitest. Default: found
 * @throws OectError `bad-argument` if there are no test functions, or the parameters are not the extractor's
 */
export function extractorLaws<S extends Sources, P extends ParamsSchema>(
  extractor: Extractor<S, P>,
  options: LawOptions<S, P> = {},
  tests?: TestFunctions,
): void {
  const given = options.params === undefined ? '' : ` with ${JSON.stringify(options.params)}`;
  registerTests(`laws of ${extractor.name}${given}`, lawsOf(extractor, options), runsOf(options.runs), tests);
}

/** The laws themselves, for whoever wants to check them without a test runner. */
export function lawsOf<S extends Sources, P extends ParamsSchema>(
  extractor: Extractor<S, P>,
  options: LawOptions<S, P> = {},
): readonly Law[] {
  const subject = subjectOf(extractor, options);
  const { hasValueOf = [], invariances = [], unused = [], otherParams = {}, paramUnits = {}, tolerance = 0 } = options;
  return [
    declarationLaw(subject),
    repeatableLaw(subject),
    pureLaw(subject),
    statelessLaw(subject),
    batchLaw(subject),
    readsLaw(subject),
    shapeLaw(subject),
    inputsLaw(subject),
    valueLaw(subject),
    ...degenerateLaws(subject, hasValueOf),
    unitsLaw(subject, { tolerance, paramUnits }),
    parametersLaw(subject, { given: { ...options.params }, unused, otherParams }),
    ...(options.definition === undefined ? [] : [definitionLaw(subject, options.definition as Definition, tolerance)]),
    ...invarianceLaws(subject, invariances, tolerance),
    modesLaw(subject, options.module === undefined ? undefined : String(options.module)),
  ].filter((law) => law !== undefined);
}

function subjectOf<S extends Sources, P extends ParamsSchema>(
  extractor: Extractor<S, P>,
  options: LawOptions<S, P>,
): Subject {
  const freshParams = () => paramsOf(extractor, options.params);
  const params = freshParams();
  const ofAny = extractor as unknown as Extractor;
  const sources = sourcesOf(ofAny);
  const { inputs } = options;
  const inputsOf: Subject['inputsOf'] = (step, scale) =>
    inputs === undefined ? plainInputs(ofAny, scale) : inputs(step as StepOf<S>);
  const working = (options.steps as fc.Arbitrary<Given> | undefined) ?? givenOf(sources, workingSteps);
  return {
    extractor: ofAny,
    sources,
    params,
    outputs: extractor.outputs(params),
    working,
    any: fc.oneof<fc.Arbitrary<Given>[]>(working, givenOf(sources, hostileSteps)),
    runs: runsOf(options.runs),
    seed: options.seed,
    freshParams,
    inputsOf,
    extract: (step, given = {}) => {
      const inputs = given.inputs ?? inputsOf(step);
      return settled(ofAny.extract(step, given.params ?? params, inputs));
    },
  };
}

function paramsOf<P extends ParamsSchema>(
  { name, params }: Pick<Extractor<Sources, P>, 'name' | 'params'>,
  given: v.InferInput<P> | undefined,
): ParamsOf<P> {
  const result = v.safeParse(params, given ?? {});
  if (result.success) return result.output;
  const faults = result.issues.map(({ message }) => message).join('; ');
  throw new OectError(
    'bad-argument',
    `laws of ${name}: it does not take the parameters ${JSON.stringify(given ?? {})}: ${faults}`,
  );
}

function runsOf(given: number | undefined): number {
  const wanted = process.env.OECT_LAW_RUNS;
  const runs = wanted === undefined ? (given ?? 100) : Number(wanted);
  if (Number.isInteger(runs) && runs > 0) return runs;
  throw new OectError('bad-argument', `laws cannot be tried on ${wanted ?? given} steps; give a whole number from 1`);
}
