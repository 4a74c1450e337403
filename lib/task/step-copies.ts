import type { JointStep, Source, Step } from '../experiment/step.js';
import type { Sources } from '../extractors/extractor.js';
import { StepCopy } from './step-copy.js';

/** Copies of the steps of one index after the other, made for the extractors that ask for them, see {@link StepCopy}. */
export class StepCopies {
  readonly #copies: Readonly<Record<Source, StepCopy>> = { transfer: new StepCopy(), transient: new StepCopy() };

  /** What an extractor of this source, or of these, is given: good until another step is asked for. */
  of(joint: JointStep, source: Sources): Step | JointStep {
    if (typeof source === 'string') return this.#copies[source].of(joint[source]);
    const steps = source.map((each) => [each, this.#copies[each].of(joint[each])] as const);
    return Object.freeze({ index: joint.index, ...(Object.fromEntries(steps) as Omit<JointStep, 'index'>) });
  }

  /** Makes those copies anew that are no longer as their steps are; says whether there were any. */
  renew(source: Sources): boolean {
    if (typeof source === 'string') return this.#copies[source].renew();
    return source.map((each) => this.#copies[each].renew()).includes(true);
  }
}
