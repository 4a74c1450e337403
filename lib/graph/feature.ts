import type { Source } from '../experiment/step.js';
import type { CompiledExpression } from '../expression/index.js';
import type { Output } from '../extractors/extractor.js';
import type { RegisteredExtractor } from '../extractors/registry.js';
import type { DerivedFunction } from './definition.js';

/** A node of the feature graph, checked and complete. */
export type Feature = ExtractedFeature | DerivedFeature;

/** A feature that is computed step by step from the measurements. */
export interface ExtractedFeature extends RegisteredExtractor {
  readonly kind: 'extracted';
  readonly name: string;
  readonly sources: readonly Source[];
  /** The features that its extractor is given, in the order of the extractor's inputs. */
  readonly inputs: readonly string[];
  /** Complete: defaults filled in. */
  readonly params: object;
  /** The first is the feature itself; each becomes a column, named as `columnName` says. */
  readonly outputs: readonly Output[];
}

/** A feature that is computed from whole columns of earlier ones. */
export interface DerivedFeature {
  readonly kind: 'derived';
  readonly name: string;
  readonly inputs: readonly string[];
  readonly func: DerivedFunction;
  /** The function as text: what its content is known by. */
  readonly text: string;
  /** What `func` runs, unless it is a function of a program: that changes nothing of what it is given, and has a unit. */
  readonly expression?: CompiledExpression;
  /** As it is declared, else what follows from the inputs; '' if nothing is known. */
  readonly unit: string;
  readonly description: string;
}

/** Name of the column of one output of a feature: `tau`, `tau_r2`. */
export function columnName(feature: string, output: Pick<Output, 'name'>): string {
  return output.name === '' ? feature : `${feature}_${output.name}`;
}
