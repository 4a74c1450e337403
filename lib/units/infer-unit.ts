import { constantValue } from '../expression/check.js';
import { type Problem, problemAt } from '../expression/problem.js';
import type { Binary, Call, Comparison, Expression, Index, IndexItem, Span } from '../expression/syntax.js';
import { scalarOf } from '../expression/value.js';
import { describeMismatch } from './describe.js';
import { FUNCTION_UNITS } from './function-units.js';
import {
  common,
  type MixedQuantity,
  measured,
  type NumberQuantity,
  ONE,
  PLAIN,
  product,
  type Quantity,
  quotient,
  raised,
  reshaped,
  UNKNOWN,
} from './quantity.js';

/** What an expression's result is, and what in the expression makes no sense for the units of its inputs. */
export interface InferredUnit {
  readonly quantity: Quantity;
  readonly problems: readonly Problem[];
}

/**
 * The unit of an expression over inputs of these units: `gm / peak` of S and A is in S/A, `Von + peak` of V and A is a problem.
 *
 * @param inputs one per parameter of the expression
 */
export function inferUnit(
  { source, body }: { readonly source: string; readonly body: Expression },
  inputs: readonly Quantity[],
): InferredUnit {
  const inference = new Inference(source, inputs);
  const quantity = inference.of(body);
  return { quantity, problems: inference.problems };
}

class Inference {
  readonly problems: Problem[] = [];
  readonly #source: string;
  readonly #inputs: readonly Quantity[];

  constructor(source: string, inputs: readonly Quantity[]) {
    this.#source = source;
    this.#inputs = inputs;
  }

  of(expression: Expression): Quantity {
    const constant = constantValue(this.#source, expression);
    if (constant !== undefined) return numberOf(scalarOf(constant));
    switch (expression.kind) {
      case 'parameter':
        return this.#inputs[expression.index] ?? UNKNOWN;
      case 'sequence':
        return commonOrUnknown(expression.items.map((item) => this.of(item)));
      case 'unary': {
        const operand = this.of(expression.operand);
        return expression.operator === '-' || expression.operator === '+' ? operand : PLAIN;
      }
      case 'binary':
        return this.#binary(expression);
      case 'comparison':
        return this.#comparison(expression);
      case 'logical':
        return commonOrUnknown([this.of(expression.left), this.of(expression.right)]);
      case 'index':
        return this.#index(expression);
      case 'property': {
        const object = this.of(expression.object);
        return expression.name === 'shape' ? PLAIN : reshaped(object);
      }
      case 'call':
        return this.#call(expression);
      default:
        return UNKNOWN;
    }
  }

  #binary({ operator, left, right, span }: Binary): Quantity {
    const [a, b] = [this.of(left), this.of(right)];
    switch (operator) {
      case '+':
      case '-':
      case '%':
        return this.#common(span, a, b, around(operator));
      case '*':
        return product(a, b);
      case '/':
      case '//':
        return quotient(a, b);
      case '**':
        return raised(a, b);
      case '&':
      case '|':
        return PLAIN;
    }
  }

  #comparison({ operators, operands, span }: Comparison): Quantity {
    const quantities = operands.map((operand) => this.of(operand));
    for (const [k, operator] of operators.entries()) {
      this.#common(span, quantities[k] ?? UNKNOWN, quantities[k + 1] ?? UNKNOWN, around(operator));
    }
    return PLAIN;
  }

  #index({ object, items }: Index): Quantity {
    const indexed = this.of(object);
    // What stands in an index has no part in the unit, and may be wrong in itself.
    const indices = items.map((item) => this.#indexItem(item));
    return indexed.kind === 'mixed' ? elementOf(indexed, items, indices) : indexed;
  }

  #indexItem(item: IndexItem): Quantity {
    if (item.kind === 'ellipsis') return UNKNOWN;
    if (item.kind !== 'slice') return this.of(item);
    for (const bound of [item.start, item.stop, item.step]) if (bound !== undefined) this.of(bound);
    return UNKNOWN;
  }

  #call(call: Call): Quantity {
    const quantities = new Map([...call.arguments].map(([name, each]) => [name, this.of(each)]));
    const argument = (name: string) => quantities.get(name) ?? ONE;
    const inCall: Phrase = (left, right) => `${left} and ${right} in one ${call.name}`;
    const commonOf = (...names: readonly string[]) =>
      names.map(argument).reduce((all, each) => this.#common(call.span, all, each, inCall));
    const rule = FUNCTION_UNITS.get(call.name);
    return rule === undefined ? UNKNOWN : rule({ call, argument, common: commonOf });
  }

  #common(span: Span, a: Quantity, b: Quantity, phrase: Phrase): Quantity {
    const found = common(a, b);
    if (found !== undefined) return found;
    if (a.kind === 'measured' && b.kind === 'measured') {
      this.problems.push(problemAt(this.#source, span, describeMismatch(a.unit, b.unit, phrase)));
    }
    return UNKNOWN;
  }
}

type Phrase = Parameters<typeof describeMismatch>[2];

const around =
  (operator: string): Phrase =>
  (left, right) =>
    `${left} ${operator} ${right}`;

function numberOf(scalar: ReturnType<typeof scalarOf>): NumberQuantity {
  if (scalar === undefined) return { kind: 'number', isWhole: false };
  const { dtype, value } = scalar;
  return dtype === 'bool' ? { kind: 'number', isWhole: true } : { kind: 'number', isWhole: dtype === 'int', value };
}

/** What a constant at the last axis picks; anything else is not followed. */
function elementOf({ units, dimensions }: MixedQuantity, items: readonly IndexItem[], indices: readonly Quantity[]) {
  const isAxis = ({ kind }: IndexItem) => kind !== 'ellipsis' && kind !== 'none';
  let axis = 0;
  for (const [k, item] of items.entries()) {
    const index = indices[k];
    const position = index?.kind === 'number' && index.isWhole ? index.value : undefined;
    if (item.kind === 'ellipsis') {
      axis = dimensions - items.slice(k).filter(isAxis).length;
    } else if (isAxis(item)) {
      // A mask takes as many axes as it has.
      if (item.kind !== 'slice' && position === undefined) return UNKNOWN;
      const unit = axis === dimensions - 1 && position !== undefined ? units.at(position) : undefined;
      if (unit !== undefined) return measured(unit);
      axis++;
    }
  }
  return UNKNOWN;
}

/** What all have in common; unknown if they have nothing: a list may hold this and that. */
function commonOrUnknown(quantities: readonly Quantity[]): Quantity {
  return reshaped(quantities.reduce((all, each) => common(all, each) ?? UNKNOWN, ONE));
}
