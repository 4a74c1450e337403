import type { Source } from '../experiment/step.js';

/** Why a feature file is not simply left as it is. */
export type DecisionReason =
  /** Nothing is known of the experiment under this configuration. */
  | { readonly kind: 'no-output' }
  /** It was asked for, whatever is there. */
  | { readonly kind: 'forced' }
  /** A file that would be looked at cannot be trusted. */
  | { readonly kind: 'output-damaged'; readonly file: string; readonly message: string }
  | { readonly kind: 'output-format'; readonly from: string; readonly to: string }
  | { readonly kind: 'source-changed' }
  | { readonly kind: 'steps-added'; readonly source: Source; readonly from: number; readonly to: number }
  | { readonly kind: 'feature-added'; readonly feature: string }
  | { readonly kind: 'feature-removed'; readonly feature: string }
  | {
      readonly kind: 'parameter-changed';
      readonly feature: string;
      readonly parameter: string;
      readonly from: unknown;
      readonly to: unknown;
    }
  /** Another function, other inputs, an extractor where there was a function. */
  | { readonly kind: 'definition-changed'; readonly feature: string; readonly from: string; readonly to: string }
  /** Versions where they are known, else what the code is known by. */
  | {
      readonly kind: 'extractor-changed';
      readonly feature: string;
      readonly extractor: string;
      readonly from: string;
      readonly to: string;
    }
  /** The file does not have its values as they were extracted: it was not selected, or they were changed afterwards. */
  | { readonly kind: 'not-stored'; readonly feature: string }
  /** It is computed of another feature, which may not be the same in every step that it was computed of. */
  | { readonly kind: 'input-changed'; readonly feature: string; readonly input: string }
  /** Something went wrong when it was computed, which may go well now. */
  | { readonly kind: 'had-failures'; readonly feature: string; readonly steps: number }
  /** Layout, selection, units, postprocessing: the values stay, but not all that is written. */
  | { readonly kind: 'presentation-changed' };

/** A reason as a sentence without its end; `->` is from then to now. */
export function describeReason(reason: DecisionReason): string {
  switch (reason.kind) {
    case 'no-output':
      return 'there is no feature file of it';
    case 'forced':
      return 'it was asked for';
    case 'output-damaged':
      return `${aboutFile(reason.file, reason.message)}; it is not used`;
    case 'output-format':
      return `format ${reason.from} -> ${reason.to}`;
    case 'source-changed':
      return 'the content of the source changed';
    case 'steps-added':
      return `${stepsText(reason.to - reason.from, reason.source)} added (${reason.from} -> ${reason.to})`;
    case 'feature-added':
      return `feature ${reason.feature} was added`;
    case 'feature-removed':
      return `feature ${reason.feature} was removed`;
    case 'parameter-changed':
      return `parameter ${reason.parameter} of feature ${reason.feature} changed (${textOf(reason.from)} -> ${textOf(reason.to)})`;
    case 'definition-changed':
      return `feature ${reason.feature} is computed otherwise (${reason.from} -> ${reason.to})`;
    case 'extractor-changed':
      return `extractor ${reason.extractor} of feature ${reason.feature} changed (${reason.from} -> ${reason.to})`;
    case 'not-stored':
      return `feature ${reason.feature} is not in the file as it was extracted`;
    case 'input-changed':
      return `feature ${reason.feature} builds on ${reason.input}, which may be another`;
    case 'had-failures':
      return `feature ${reason.feature} failed in ${reason.steps} ${reason.steps === 1 ? 'step' : 'steps'}`;
    case 'presentation-changed':
      return 'layout, selection, units or postprocessing of the configuration changed';
  }
}

/** Most messages begin with the file. */
function aboutFile(file: string, message: string): string {
  return message.startsWith(file) ? message : `${file}: ${message}`;
}

function stepsText(steps: number, source: Source): string {
  return steps === 1 ? `1 ${source} step was` : `${steps} ${source} steps were`;
}

function textOf(value: unknown): string {
  return value === undefined ? 'not given' : JSON.stringify(value);
}
