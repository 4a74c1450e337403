import { shorten } from '../expression/problem.js';
import type { Output } from '../extractors/extractor.js';
import { describeConversion, describeMismatch, describeUnit } from '../units/describe.js';
import { inferUnit } from '../units/infer-unit.js';
import { parseUnit } from '../units/parse-unit.js';
import { printUnit } from '../units/print-unit.js';
import { agree, type MeasuredQuantity, measured, type Quantity, UNKNOWN } from '../units/quantity.js';
import { isOpaque } from '../units/symbols.js';
import { DIMENSIONLESS, isSameDimension, isSameUnit } from '../units/unit.js';
import { boundInputs, shapeProblem } from './check-inputs.js';
import type { ExtractedFeature, Feature } from './feature.js';
import { inOrder } from './layers.js';
import { describeExpressionProblem, type GraphProblem } from './problem.js';

/** Features with their units, and the units that contradict each other. */
export interface ResolvedUnits {
  readonly features: readonly Feature[];
  readonly problems: readonly GraphProblem[];
}

/**
 * Gives every feature its unit: the declared one, else the extractor's, or what an expression makes of the units of its inputs.
 *
 * A declared unit is as it is written, and must be the same unit: S or A/V, not mS. An empty one declares nothing, for
 * that is how the people's files are written. A text that is no unit (`a.u.`, `ratio`) may be the name of a plain number.
 *
 * @param declaredUnit of a feature, by its name
 */
export function resolveUnits(
  features: readonly Feature[],
  declaredUnit: (name: string) => string | undefined,
): ResolvedUnits {
  const problems: GraphProblem[] = [];
  const quantities = new Map<string, Quantity>();
  const resolved = new Map<string, Feature>();
  const declaredOf = (name: string) => {
    const declared = declaredUnit(name);
    return declared?.trim() === '' ? undefined : declared;
  };

  for (const feature of features) {
    if (feature.kind === 'derived') continue;
    const report = reporter(feature, problems);
    const outputs = feature.outputs.map((output, index) => {
      if (index > 0) return output;
      quantities.set(feature.name, quantityOf(output));
      return { ...output, unit: outputUnit(output, feature, declaredOf(feature.name), report) };
    });
    resolved.set(feature.name, { ...feature, outputs });
  }
  for (const feature of inOrder(features.filter((each) => each.kind === 'derived'))) {
    const { name, inputs, expression } = feature;
    const report = reporter(feature, problems);
    const inferred =
      expression &&
      inferUnit(
        expression,
        inputs.map((input) => quantities.get(input) ?? UNKNOWN),
      );
    for (const problem of inferred?.problems ?? []) report('func', describeExpressionProblem(problem));
    const { unit, quantity } = withDeclared(inferred?.quantity ?? UNKNOWN, declaredOf(name), report);
    resolved.set(name, { ...feature, unit });
    quantities.set(name, quantity);
  }
  for (const feature of features) {
    if (feature.kind === 'extracted') checkInputs(feature, resolved, quantities, reporter(feature, problems));
  }
  return { features: features.map((feature) => resolved.get(feature.name) ?? feature), problems };
}

/** An extractor that says in which unit it takes a feature must be given one of that unit, as far as that is known. */
function checkInputs(
  feature: ExtractedFeature,
  features: ReadonlyMap<string, Feature>,
  quantities: ReadonlyMap<string, Quantity>,
  report: Report,
): void {
  const { extractor } = feature;
  for (const bound of boundInputs(feature)) {
    const { input, feature: name, unit } = bound;
    // Of a feature of another shape that is said already.
    if (shapeProblem(bound, features.get(name), extractor) !== undefined) continue;
    const quantity = quantities.get(name) ?? UNKNOWN;
    if (unit === undefined || quantity.kind === 'unknown' || quantity.kind === 'number') continue;
    const taken = parseUnit(unit);
    const given = quantity.kind === 'mixed' ? quantity.units.map((part) => measured(part)) : [quantity];
    const other = given.find((each) => !agree(measured(taken), each));
    if (other === undefined) continue;
    const phrase = (a: string, b: string) =>
      `extractor ${extractor.name} takes ${a} for "${input}", "${name}" gives ${b}`;
    report('input', describeMismatch(taken, other.unit, phrase));
  }
}

type Report = (key: 'unit' | 'func' | 'input', message: string) => void;

function reporter({ name }: Feature, problems: GraphProblem[]): Report {
  return (key, message) => problems.push({ at: [name, key], message: `feature "${name}": ${message}` });
}

function quantityOf({ unit, shape }: Output): Quantity {
  if (typeof unit === 'string') return measured(parseUnit(unit));
  return { kind: 'mixed', units: unit.map(parseUnit), dimensions: shape.length + 1 };
}

/** What the extractor gives, in the words of the declared unit if that is the same. */
function outputUnit(
  { unit }: Output,
  { extractor }: ExtractedFeature,
  declared: string | undefined,
  report: Report,
): Output['unit'] {
  if (declared === undefined) return unit;
  const source = `its extractor ${extractor.name}`;
  if (typeof unit === 'string') {
    const fault = contradiction(declared, measured(parseUnit(unit)), source);
    if (fault !== undefined) report('unit', fault);
    return declared;
  }
  const parts = declared.split(',').map((part) => part.trim());
  const isSame = unit.every((each, k) => isSameUnit(parseUnit(each), parseUnit(parts[k] ?? '')));
  if (isSame && parts.length === unit.length) return parts;
  report(
    'unit',
    `unit "${shorten(declared)}" contradicts ${source}, which gives one of ${unit.join(', ')} each; leave it out`,
  );
  return unit;
}

function withDeclared(
  inferred: Quantity,
  declared: string | undefined,
  report: Report,
): { readonly unit: string; readonly quantity: Quantity } {
  if (declared === undefined) {
    return { unit: inferred.kind === 'measured' ? printUnit(inferred.unit) : '', quantity: inferred };
  }
  const unit = parseUnit(declared);
  if (inferred.kind !== 'measured') return { unit: declared, quantity: measured(unit) };
  const fault = contradiction(declared, inferred, 'its func');
  // What is wrong here is told once, not again for all that is made of it.
  if (fault !== undefined) {
    report('unit', fault);
    return { unit: declared, quantity: UNKNOWN };
  }
  const isLabel = isOpaque(unit) && inferred.certainty !== 'guess';
  return { unit: declared, quantity: isLabel ? inferred : measured(unit) };
}

/** Why a unit cannot be declared of something whose unit is known. */
function contradiction(declared: string, known: MeasuredQuantity, source: string): string | undefined {
  const unit = parseUnit(declared);
  if (agree(measured(unit), known)) return undefined;
  if (isOpaque(unit) && isSameDimension(known.unit, DIMENSIONLESS)) return undefined;
  const gives = `unit "${shorten(declared)}" contradicts ${source}, which gives ${describeUnit(known.unit)}`;
  if (isSameDimension(unit, known.unit)) {
    return `${gives}, and ${describeConversion(unit, known.unit)}; leave the unit out, or convert in a func`;
  }
  if (isOpaque(unit)) return `${gives}; it is no unit that is known here, leave it out`;
  return `${gives}; leave the unit out, or correct one of the two`;
}
