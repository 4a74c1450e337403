import type { Source } from '../experiment/step.js';
import type { Output } from '../extractors/extractor.js';
import type { RegisteredExtractor } from '../extractors/registry.js';
import type { DerivedFunction } from './definition.js';

/** A node of the feature graph, checked and complete. */
export type Feature = ExtractedFeature | DerivedFeature;

export interface ExtractedFeature extends RegisteredExtractor {
  readonly kind: 'extracted';
  readonly name: string;
  readonly source: Source;
  /** Complete: defaults filled in. */
  readonly params: object;
  /** The first is the feature itself; each becomes a column {@link columnName}. */
  readonly outputs: readonly Output[];
}

export interface DerivedFeature {
  readonly kind: 'derived';
  readonly name: string;
  readonly inputs: readonly string[];
  readonly func: DerivedFunction;
  /** Expressions change nothing of what they are given; of functions nobody knows. */
  readonly origin: 'expression' | 'function';
  /** The function as text: what its content is known by. */
  readonly text: string;
  readonly unit: string;
  readonly description: string;
}

/** Name of the column of one output of a feature: `tau`, `tau_r2`. */
export function columnName(feature: string, output: Output): string {
  return output.name === '' ? feature : `${feature}_${output.name}`;
}
