import fc from 'fast-check';
import * as v from 'valibot';
import { builtInExtractors } from '../extractors/built-in.js';
import { describeExtractor } from '../extractors/describe-extractor.js';
import type { Extractor } from '../extractors/extractor.js';
import type { FeatureDefinition, FeatureDefinitions } from '../graph/definition.js';

/** Which features are drawn. */
export interface FeatureConstraints {
  /** To choose from; their parameters must have defaults. @defaultValue the built-in ones */
  readonly extractors?: readonly Extractor[];
  /** Most features that are extracted. @defaultValue 4 */
  readonly maxExtracted?: number;
  /** Most features that are derived from others. @defaultValue 4 */
  readonly maxDerived?: number;
}

/**
 * Features of a configuration, all of them valid together: extractors with their defaults or another choice of a parameter,
 * and expressions of earlier features, of these and so on, in any number of layers. They shrink to a single extractor.
 *
 * @example
 * ```ts
 * fc.assert(fc.property(featureDefinitions(), (features) => createFeatureGraph(features).layers.length > 0));
 * ```
 */
export function featureDefinitions(constraints: FeatureConstraints = {}): fc.Arbitrary<FeatureDefinitions> {
  const { extractors = builtInExtractors, maxExtracted = 4, maxDerived = 4 } = constraints;
  return fc
    .record({
      extracted: fc.array(fc.constantFrom(...extractors.flatMap(variantsOf)), {
        minLength: 1,
        maxLength: maxExtracted,
      }),
      derived: fc.array(derivation, { maxLength: maxDerived }),
    })
    .map(definitionsOf);
}

/** A definition of an extracted feature, and whether it is a single number. */
interface Extracted {
  readonly definition: FeatureDefinition;
  readonly isNumber: boolean;
}

/** The extractor with its defaults, and with each other choice of a parameter that the schema lists. */
function variantsOf(extractor: Extractor): readonly Extracted[] {
  const choices = describeExtractor(extractor).params.flatMap(({ name, schema, default: byDefault }) => {
    const { enum: values = [] } = schema as { readonly enum?: readonly unknown[] };
    return values.filter((value) => value !== byDefault).map((value) => ({ [name]: value }));
  });
  return [{}, ...choices].map((params: Readonly<Record<string, unknown>>) => {
    const outputs = extractor.outputs(v.parse(extractor.params, params));
    return {
      definition: { extractor: extractor.name, ...(Object.keys(params).length > 0 && { params }) },
      isNumber: outputs[0].shape.length === 0,
    };
  });
}

/** Of one feature of any shape, whatever its unit. */
const UNARY = ['lambda a: 2 * a', 'lambda a: a - a[0]', 'lambda a: a / np.nanmax(np.abs(a))', 'lambda a: np.abs(a)'];
/** Of two numbers a step. */
const BINARY = ['lambda a, b: a * b', 'lambda a, b: a / b', 'lambda a, b: np.where(b > b[0], a, np.nan)'];

interface Derivation {
  readonly unary: string;
  readonly binary: string;
  /** Which of the features before; the second one decides whether there are two. */
  readonly inputs: readonly [number, number | undefined];
}

const derivation: fc.Arbitrary<Derivation> = fc.record({
  unary: fc.constantFrom(...UNARY),
  binary: fc.constantFrom(...BINARY),
  inputs: fc.tuple(fc.nat(20), fc.option(fc.nat(20), { nil: undefined })),
});

function definitionsOf(drawn: {
  readonly extracted: readonly Extracted[];
  readonly derived: readonly Derivation[];
}): FeatureDefinitions {
  const all: string[] = [];
  const numbers: string[] = [];
  const definitions: [string, FeatureDefinition][] = [];
  const add = (name: string, definition: FeatureDefinition, isNumber: boolean): void => {
    all.push(name);
    if (isNumber) numbers.push(name);
    definitions.push([name, definition]);
  };
  for (const [i, { definition, isNumber }] of drawn.extracted.entries()) add(`extracted${i}`, definition, isNumber);
  for (const [i, { unary, binary, inputs }] of drawn.derived.entries()) {
    const [first, second] = inputs;
    if (second !== undefined && numbers.length > 0) {
      const input = [first, second].map((at) => numbers[at % numbers.length] as string);
      add(`derived${i}`, { func: binary, input }, true);
    } else {
      const input = all[first % all.length] as string;
      add(`derived${i}`, { func: unary, input }, numbers.includes(input));
    }
  }
  return Object.fromEntries(definitions);
}
