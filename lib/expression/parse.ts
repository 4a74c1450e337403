import { ArgumentBinding } from './argument-binding.js';
import { dtype as dtypeArgument } from './functions/argument-types.js';
import type { ParameterDefinition } from './functions/function-definition.js';
import { FUNCTIONS } from './functions/registry.js';
import { MAX_NESTING, MAX_SOURCE_LENGTH } from './limits.js';
import { BUILTIN_DTYPES, CONSTANTS, NEWAXIS, NUMPY, NUMPY_DTYPES, PROPERTIES } from './names.js';
import { readNumber } from './number-literal.js';
import { ExpressionError, type Problem, problemAt, shorten, suggest } from './problem.js';
import {
  childrenOf,
  firstError,
  memberOf,
  pythonTree,
  type SyntaxNode,
  segmentsOf,
  spanOf,
  spanOfAll,
  withoutParentheses,
} from './python-tree.js';
import type {
  BinaryOperator,
  ComparisonOperator,
  DTypeName,
  Expression,
  IndexItem,
  Namespace,
  Parameter,
  Span,
  UnaryOperator,
} from './syntax.js';
import { isExactInteger } from './value.js';

/** A lambda in the words of {@link Expression}. */
export interface ParsedExpression {
  readonly parameters: readonly string[];
  readonly body: Expression;
}

/**
 * Reads `lambda a, b: ...`, or `np.name` for a function that is applied to one input.
 *
 * Only what is listed here is ever built; whatever else Python's grammar knows is a problem with its place. Throws an
 * {@link ExpressionError} with all problems, or with the first one if the source is not Python at all.
 */
export function parseExpression(source: string): ParsedExpression {
  const parsed = new Reader(source).read();
  if (!('problems' in parsed)) return parsed;
  throw new ExpressionError(parsed.problems);
}

const UNARY = new Map<string, UnaryOperator>([
  ['-', '-'],
  ['+', '+'],
  ['~', '~'],
  ['not', 'not'],
]);

const BINARY = new Map<string, BinaryOperator>(
  (['+', '-', '*', '/', '//', '%', '**', '&', '|'] as const).map((operator) => [operator, operator]),
);

const COMPARISON = new Map<string, ComparisonOperator>(
  (['<', '<=', '>', '>=', '==', '!='] as const).map((operator) => [operator, operator]),
);

const COMPREHENSION = 'a comprehension is not allowed; use functions of np with axis';

/** What the grammar knows and an expression may not have. */
const REFUSED: ReadonlyMap<string, string> = new Map([
  ['ConditionalExpression', 'a conditional expression is not allowed; use np.where(condition, a, b)'],
  ['LambdaExpression', 'a lambda inside a lambda is not allowed'],
  ['NamedExpression', 'an assignment expression is not allowed'],
  ['ComprehensionExpression', COMPREHENSION],
  ['ArrayComprehensionExpression', COMPREHENSION],
  ['SetComprehensionExpression', COMPREHENSION],
  ['DictionaryComprehensionExpression', COMPREHENSION],
  ['DictionaryExpression', 'a dictionary is not allowed'],
  ['SetExpression', 'a set is not allowed'],
  ['String', 'a string is not allowed'],
  ['FormatString', 'a format string is not allowed'],
  ['ContinuedString', 'a string is not allowed'],
  ['AwaitExpression', 'await is not allowed'],
  ['YieldExpression', 'yield is not allowed'],
  ['Ellipsis', "'...' stands only in an index"],
]);

const IDENTIFIER = /^[\p{ID_Start}_]\p{ID_Continue}*$/u;

const FORMS = `a function is written 'lambda a, b: ...' or 'np.name'`;

class Reader {
  readonly #source: string;
  readonly #problems: Problem[] = [];
  readonly #parameters = new Map<string, number>();
  #nesting = 0;

  constructor(source: string) {
    this.#source = source;
  }

  read(): ParsedExpression | { readonly problems: readonly [Problem, ...Problem[]] } {
    const parsed = this.#readTop();
    const [first, ...others] = this.#problems.sort((a, b) => a.offset - b.offset);
    return first ? { problems: [first, ...others] } : parsed;
  }

  #readTop(): ParsedExpression {
    const whole = { from: 0, to: this.#source.length };
    const nothing = { parameters: [], body: unknown(whole) };
    if (this.#source.length > MAX_SOURCE_LENGTH) {
      this.#refuse(whole, `${this.#source.length} characters; an expression has ${MAX_SOURCE_LENGTH} at most`);
      return nothing;
    }
    const [statement, ...others] = childrenOf(pythonTree(this.#source));
    if (statement === undefined) {
      this.#refuse(whole, `nothing is written here; ${FORMS}`);
      return nothing;
    }
    if (statement.name !== 'ExpressionStatement') {
      this.#refuse(statement, `found a statement, '${this.#text(statement)}'; ${FORMS}`);
      return nothing;
    }
    const error = [statement, ...others].map(firstError).find((found) => found !== undefined);
    if (error) {
      this.#refuseSyntax(error);
      return nothing;
    }
    const [expression, second] = childrenOf(statement);
    const extra = second ?? others[0];
    if (extra) {
      this.#refuse(extra, `found '${this.#text(extra)}' behind the end of the expression; ${FORMS}`);
      return nothing;
    }
    return this.#readFunction(withoutParentheses(expression));
  }

  #readFunction(node: SyntaxNode): ParsedExpression {
    if (node.name === 'LambdaExpression') {
      const [, parameters, , body] = childrenOf(node);
      this.#readParameters(parameters);
      return { body: this.#expression(body), parameters: [...this.#parameters.keys()] };
    }
    const member = memberOf(node);
    if (member && this.#isNumpy(member.object)) return this.#readReference(node, member.property);
    this.#refuse(node, `found '${this.#text(node)}'; ${FORMS}`);
    return { parameters: [], body: unknown(node) };
  }

  #readParameters(list: SyntaxNode): void {
    for (const segment of segmentsOf(childrenOf(list))) {
      const node = segment.find((each) => each.name === 'VariableName') ?? segment[0];
      const name = this.#slice(node);
      const isKnown = this.#parameters.has(name);
      // One that is refused is known all the same, so that its uses are no problems too.
      if (!isKnown) this.#parameters.set(name, this.#parameters.size);
      if (segment.length > 1 || !IDENTIFIER.test(name)) {
        const span = spanOfAll(segment);
        this.#refuse(span, `found '${this.#text(span)}'; parameters are plain names, without stars or defaults`);
      } else if (isKnown) {
        this.#refuse(node, `the parameter '${name}' stands here for the second time`);
      }
    }
  }

  /** `np.log10` instead of a lambda. */
  #readReference(node: SyntaxNode, property: SyntaxNode): ParsedExpression {
    const name = this.#slice(property);
    const nothing = { parameters: [], body: unknown(node) };
    const definition = FUNCTIONS.numpy.get(name);
    if (!definition) {
      this.#refuse(property, `np has no function '${shorten(name)}'${suggest(name, [...FUNCTIONS.numpy.keys()])}`);
      return nothing;
    }
    const needed = [...definition.parameters].filter(([, { fallback }]) => !fallback).map(([each]) => each);
    const [input, ...more] = needed;
    if (more.length > 0) {
      this.#refuse(node, `np.${name} needs ${needed.join(', ')}, not one input only; write a lambda`);
      return nothing;
    }
    const argument: Parameter = { kind: 'parameter', name: input, index: 0, span: spanOf(node) };
    const call = { namespace: 'numpy', name, arguments: new Map([[input, argument]]) } as const;
    return { parameters: [input], body: { kind: 'call', ...call, span: spanOf(node) } };
  }

  #expression(node: SyntaxNode): Expression {
    if (this.#nesting >= MAX_NESTING) {
      return this.#refuse(node, `more than ${MAX_NESTING} expressions inside each other`);
    }
    this.#nesting++;
    const expression = this.#byKind(node);
    this.#nesting--;
    return expression;
  }

  #byKind(node: SyntaxNode): Expression {
    const span = spanOf(node);
    switch (node.name) {
      case 'VariableName':
        return this.#name(node);
      case 'Number': {
        const number = readNumber(this.#slice(node));
        if (!number) return this.#refuse(node, `'${this.#text(node)}' is no integer or decimal number`);
        if (number.dtype === 'int' && !isExactInteger(number.value)) {
          return this.#refuse(
            node,
            `the integer ${this.#text(node)} is beyond 2^53 and not exact; write it as a float`,
          );
        }
        return { kind: 'number', ...number, span };
      }
      case 'Boolean':
        return { kind: 'boolean', value: this.#slice(node) === 'True', span };
      case 'None':
        return { kind: 'none', span };
      case 'ParenthesizedExpression':
        return this.#parenthesized(node);
      case 'TupleExpression':
      case 'ArrayExpression':
        return this.#sequence(node);
      case 'UnaryExpression':
        return this.#unary(node);
      case 'BinaryExpression':
        return this.#binary(node);
      case 'MemberExpression':
        return memberOf(node) ? this.#attribute(node) : this.#index(node);
      case 'CallExpression':
        return this.#call(node);
      default:
        return this.#refuse(node, REFUSED.get(node.name) ?? this.#notAllowed(node));
    }
  }

  #name(node: SyntaxNode): Expression {
    const name = this.#slice(node);
    const index = this.#parameters.get(name);
    if (index !== undefined) return { kind: 'parameter', name, index, span: spanOf(node) };
    if (name === NUMPY) return this.#refuse(node, "'np' is no value; write np.name");
    if (BUILTIN_DTYPES.has(name)) return this.#refuse(node, `the type '${name}' stands only in astype(${name})`);
    if (FUNCTIONS.builtin.has(name)) return this.#refuse(node, `'${name}' is a function; call it: ${name}(...)`);
    const known = [...this.#parameters.keys(), NUMPY, ...FUNCTIONS.builtin.keys()];
    return this.#refuse(node, `'${shorten(name)}' is not known${suggest(name, known)}`);
  }

  #parenthesized(node: SyntaxNode): Expression {
    const [, inner, ...rest] = childrenOf(node);
    return rest.length === 1 ? this.#expression(inner) : this.#refuse(node, this.#notAllowed(node));
  }

  #notAllowed(span: Span): string {
    return `'${this.#text(span)}' is not allowed`;
  }

  #sequence(node: SyntaxNode): Expression {
    const items = segmentsOf(childrenOf(node).slice(1, -1)).map((segment) => this.#single(segment));
    const brackets = node.name === 'TupleExpression' ? 'tuple' : 'list';
    return { kind: 'sequence', brackets, items, span: spanOf(node) };
  }

  /** What stands between two commas, if it is one expression. */
  #single(segment: readonly SyntaxNode[]): Expression {
    const [node] = segment;
    if (segment.length === 1) return this.#expression(node);
    const span = spanOfAll(segment);
    return this.#refuse(span, this.#notAllowed(span));
  }

  #unary(node: SyntaxNode): Expression {
    const [sign, operand] = childrenOf(node);
    const operator = UNARY.get(this.#slice(sign));
    if (!operator) return this.#refuse(sign, this.#notAnOperator(sign));
    return { kind: 'unary', operator, operand: this.#expression(operand), span: spanOf(node) };
  }

  #binary(node: SyntaxNode): Expression {
    const { left, sign, right } = this.#operandsOf(node);
    const text = this.#slice(sign);
    const span = spanOf(node);
    if (COMPARISON.has(text)) return this.#comparison(node);
    const operator = BINARY.get(text);
    if (operator) {
      return { kind: 'binary', operator, left: this.#expression(left), right: this.#expression(right), span };
    }
    if (text === 'and' || text === 'or') {
      return { kind: 'logical', operator: text, left: this.#expression(left), right: this.#expression(right), span };
    }
    return this.#refuse(sign, this.#notAnOperator(sign));
  }

  /** `a < b < c`, which the grammar nests to the left. */
  #comparison(node: SyntaxNode): Expression {
    const operators: ComparisonOperator[] = [];
    const nodes: SyntaxNode[] = [];
    let rest: SyntaxNode = node;
    while (rest.name === 'BinaryExpression') {
      const { left, sign, right } = this.#operandsOf(rest);
      const operator = COMPARISON.get(this.#slice(sign));
      if (!operator) break;
      operators.unshift(operator);
      nodes.unshift(right);
      rest = left;
    }
    const operands = [rest, ...nodes].map((operand) => this.#expression(operand));
    return { kind: 'comparison', operators, operands, span: spanOf(node) };
  }

  #operandsOf(node: SyntaxNode): { left: SyntaxNode; sign: Span; right: SyntaxNode } {
    const children = childrenOf(node);
    const right = children[children.length - 1];
    // `not in` and `is not` are two nodes.
    return { left: children[0], sign: { from: children[1].from, to: children[children.length - 2].to }, right };
  }

  #notAnOperator(sign: Span): string {
    const allowed = [...BINARY.keys(), ...COMPARISON.keys(), 'and', 'or', 'not', '~'].join(' ');
    return `the operator '${this.#text(sign)}' is not allowed; allowed: ${allowed}`;
  }

  #attribute(node: SyntaxNode): Expression {
    const { object, property } = memberOf(node) ?? { object: node, property: node };
    const name = this.#slice(property);
    const span = spanOf(node);
    if (this.#isNumpy(object)) return this.#numpyAttribute(property, span);
    const known = PROPERTIES.get(name);
    if (known) return { kind: 'property', name: known, object: this.#expression(object), span };
    this.#expression(object);
    if (FUNCTIONS.method.has(name)) return this.#refuse(property, `'${name}' is a method; call it: .${name}(...)`);
    const allowed = [...PROPERTIES.keys(), ...FUNCTIONS.method.keys()];
    return this.#refuse(property, `the attribute '${shorten(name)}' is not allowed${suggest(name, allowed)}`);
  }

  #numpyAttribute(property: SyntaxNode, span: Span): Expression {
    const name = this.#slice(property);
    const value = CONSTANTS.get(name);
    if (value !== undefined) return { kind: 'constant', name, value, span };
    if (name === NEWAXIS) return { kind: 'none', span };
    if (FUNCTIONS.numpy.has(name)) return this.#refuse(property, `np.${name} is a function; call it: np.${name}(...)`);
    if (NUMPY_DTYPES.has(name)) return this.#refuse(property, `the type np.${name} stands only in astype(np.${name})`);
    const allowed = [...CONSTANTS.keys(), NEWAXIS, ...FUNCTIONS.numpy.keys()];
    return this.#refuse(property, `np has no '${shorten(name)}'${suggest(name, allowed)}`);
  }

  #index(node: SyntaxNode): Expression {
    const [object, , ...rest] = childrenOf(node);
    const segments = segmentsOf(rest.slice(0, -1));
    const [only] = segments;
    const items = segments.map((segment) => this.#indexItem(segment));
    const [first] = items;
    // a[(1, 2)] is a[1, 2].
    const isTuple = only.length === 1 && segments.length === 1 && first.kind === 'sequence';
    const flat = isTuple && first.brackets === 'tuple' ? first.items : items;
    return { kind: 'index', object: this.#expression(object), items: flat, span: spanOf(node) };
  }

  #indexItem(segment: readonly SyntaxNode[]): IndexItem {
    const [first] = segment;
    if (segment.length === 1 && first.name === 'Ellipsis') return { kind: 'ellipsis', span: spanOf(first) };
    if (!segment.some((node) => node.name === ':')) return this.#single(segment);
    const bounds: (Expression | undefined)[] = [undefined];
    for (const node of segment) {
      if (node.name === ':') bounds.push(undefined);
      else bounds[bounds.length - 1] = this.#expression(node);
    }
    const [start, stop, step] = bounds;
    const span = spanOfAll(segment);
    return { kind: 'slice', ...(start && { start }), ...(stop && { stop }), ...(step && { step }), span };
  }

  #call(node: SyntaxNode): Expression {
    const [callee, list] = childrenOf(node);
    const segments = segmentsOf(childrenOf(list).slice(1, -1));
    const member = memberOf(callee);
    if (member) {
      const name = this.#slice(member.property);
      if (this.#isNumpy(member.object)) return this.#bind(node, 'numpy', name, member.property, segments);
      const object = this.#expression(member.object);
      return this.#bind(node, 'method', name, member.property, segments, object);
    }
    const name = this.#slice(callee);
    if (callee.name === 'VariableName' && !this.#parameters.has(name)) {
      return this.#bind(node, 'builtin', name, callee, segments);
    }
    return this.#refuse(
      callee,
      `'${this.#text(callee)}' cannot be called; allowed are np.name(...), methods of arrays, and len(...)`,
    );
  }

  #bind(
    node: SyntaxNode,
    namespace: Namespace,
    name: string,
    nameNode: SyntaxNode,
    segments: readonly (readonly SyntaxNode[])[],
    object?: Expression,
  ): Expression {
    const known = FUNCTIONS[namespace];
    const definition = known.get(name);
    const shown = { numpy: `np.${name}`, method: `.${name}`, builtin: name }[namespace];
    if (!definition) {
      for (const segment of segments) this.#expression(segment[segment.length - 1]);
      return this.#refuse(nameNode, `there is no function '${shorten(shown)}' here${suggest(name, [...known.keys()])}`);
    }
    const binding = new ArgumentBinding(definition, object);
    const before = this.#problems.length;
    for (const segment of segments) this.#argument(shown, binding, segment);
    const args = binding.arguments(spanOf(node));
    const missing = [...definition.parameters].filter(([each, { fallback }]) => !fallback && !args.has(each));
    // An argument that was refused may be the one that is missing.
    if (missing.length > 0 && this.#problems.length === before) {
      this.#refuse(nameNode, `${shown} needs ${missing.map(([each]) => `'${each}'`).join(' and ')}`);
    }
    return { kind: 'call', namespace, name, arguments: args, span: spanOf(node) };
  }

  #argument(shown: string, binding: ArgumentBinding, segment: readonly SyntaxNode[]): void {
    const [first, assign, value] = segment;
    if (segment.length === 1) {
      const parameter = binding.nextPosition();
      if (!parameter) {
        this.#expression(first);
        this.#refuse(first, `${shown} takes no further argument by position${binding.describe()}`);
      } else {
        binding.add(parameter.name, this.#argumentOf(parameter.definition, first));
      }
    } else if (segment.length === 3 && first.name === 'VariableName' && this.#slice(assign) === '=') {
      const name = this.#slice(first);
      const parameter = binding.named(name);
      if (!parameter) {
        this.#expression(value);
        this.#refuse(first, `${shown} has no argument '${shorten(name)}'${suggest(name, binding.names())}`);
      } else if (binding.has(name)) {
        this.#refuse(first, `${shown} gets the argument '${name}' twice`);
      } else {
        binding.add(name, this.#argumentOf(parameter, value));
      }
    } else {
      const span = spanOfAll(segment);
      this.#refuse(span, this.#notAllowed(span));
    }
  }

  #argumentOf(parameter: ParameterDefinition<unknown>, node: SyntaxNode): Expression {
    return parameter.type === dtypeArgument ? this.#dtype(node) : this.#expression(node);
  }

  #dtype(node: SyntaxNode): DTypeName | Expression {
    const member = memberOf(node);
    const isNumpy = member && this.#isNumpy(member.object);
    const dtype = isNumpy
      ? NUMPY_DTYPES.get(this.#slice(member.property))
      : BUILTIN_DTYPES.get(this.#parameters.has(this.#slice(node)) ? '' : this.#slice(node));
    if (dtype) return { kind: 'dtype', dtype, span: spanOf(node) };
    const allowed = [...BUILTIN_DTYPES.keys(), ...[...NUMPY_DTYPES.keys()].map((name) => `np.${name}`)];
    const found = this.#text(node);
    return this.#refuse(node, `'${found}' is no type of array elements here${suggest(found, allowed)}`);
  }

  #isNumpy(node: SyntaxNode): boolean {
    return node.name === 'VariableName' && this.#slice(node) === NUMPY && !this.#parameters.has(NUMPY);
  }

  #refuseSyntax(error: SyntaxNode): void {
    const text = this.#slice(error).trim();
    const rest = this.#source.slice(error.from);
    const next = text === '' ? (/^\s*(\S*)/.exec(rest)?.[1] ?? '') : text;
    const at = { from: error.from, to: Math.max(error.to, error.from + rest.indexOf(next) + next.length) };
    this.#refuse(at, next === '' ? 'the expression ends too early' : `'${shorten(next)}' does not belong here`);
  }

  /** Notes a problem; what it returns lets reading go on to the next one. */
  #refuse(span: Span, message: string): Expression {
    this.#problems.push(problemAt(this.#source, span, message));
    return unknown(span);
  }

  #slice(span: Span): string {
    return this.#source.slice(span.from, span.to);
  }

  #text(span: Span): string {
    return shorten(this.#slice(span));
  }
}

/** Stands for what could not be read; nothing with it is ever evaluated. */
function unknown(span: Span): Expression {
  return { kind: 'parameter', name: '?', index: -1, span: spanOf(span) };
}
