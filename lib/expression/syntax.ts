/**
 * The expressions that can be written: a closed set, built from Python's syntax tree and free of anything that could
 * reach outside the values it is given.
 */
export type Expression =
  | Parameter
  | NumberLiteral
  | BooleanLiteral
  | NoneLiteral
  | Constant
  | DTypeName
  | Sequence
  | Unary
  | Binary
  | Comparison
  | Logical
  | Index
  | Property
  | Call;

/** Where something stands in the source: offsets, `to` exclusive. */
export interface Span {
  readonly from: number;
  readonly to: number;
}

interface Node {
  readonly span: Span;
}

/** An input, by its place among the parameters of the lambda. */
export interface Parameter extends Node {
  readonly kind: 'parameter';
  readonly name: string;
  readonly index: number;
}

export interface NumberLiteral extends Node {
  readonly kind: 'number';
  readonly dtype: 'int' | 'float';
  readonly value: number;
}

export interface BooleanLiteral extends Node {
  readonly kind: 'boolean';
  readonly value: boolean;
}

/** `None`, and `np.newaxis`, which is the same. */
export interface NoneLiteral extends Node {
  readonly kind: 'none';
}

/** `np.pi` and the like. */
export interface Constant extends Node {
  readonly kind: 'constant';
  readonly name: string;
  readonly value: number;
}

/** `float`, `np.int64` and the like: only as an argument of `astype`. */
export interface DTypeName extends Node {
  readonly kind: 'dtype';
  readonly dtype: DType;
}

/** What the elements of an array are. */
export type DType = 'float' | 'int' | 'bool';

/** `(a, b)` or `[a, b]`. */
export interface Sequence extends Node {
  readonly kind: 'sequence';
  readonly brackets: 'tuple' | 'list';
  readonly items: readonly Expression[];
}

export type UnaryOperator = '-' | '+' | '~' | 'not';

export interface Unary extends Node {
  readonly kind: 'unary';
  readonly operator: UnaryOperator;
  readonly operand: Expression;
}

export type BinaryOperator = '+' | '-' | '*' | '/' | '//' | '%' | '**' | '&' | '|';

export interface Binary extends Node {
  readonly kind: 'binary';
  readonly operator: BinaryOperator;
  readonly left: Expression;
  readonly right: Expression;
}

export type ComparisonOperator = '<' | '<=' | '>' | '>=' | '==' | '!=';

/** `a < b`, or a chain `a < b <= c`: one operator fewer than operands. */
export interface Comparison extends Node {
  readonly kind: 'comparison';
  readonly operators: readonly ComparisonOperator[];
  readonly operands: readonly Expression[];
}

export interface Logical extends Node {
  readonly kind: 'logical';
  readonly operator: 'and' | 'or';
  readonly left: Expression;
  readonly right: Expression;
}

export interface Index extends Node {
  readonly kind: 'index';
  readonly object: Expression;
  readonly items: readonly IndexItem[];
}

/** What stands between the commas of `a[..., 0, 1:2]`. An expression may be an integer, a mask or `None`. */
export type IndexItem = Slice | Ellipsis | Expression;

export interface Slice extends Node {
  readonly kind: 'slice';
  readonly start?: Expression;
  readonly stop?: Expression;
  readonly step?: Expression;
}

export interface Ellipsis extends Node {
  readonly kind: 'ellipsis';
}

/** `a.T` or `a.shape`. */
export interface Property extends Node {
  readonly kind: 'property';
  readonly name: 'T' | 'shape';
  readonly object: Expression;
}

/**
 * A call, its arguments already bound to the names of the function's parameters; those left out are not in the map. The
 * object of a method is its argument `a`.
 */
export interface Call extends Node {
  readonly kind: 'call';
  /** `numpy`: `np.name(...)`; `method`: `a.name(...)`; `builtin`: `name(...)`. */
  readonly namespace: Namespace;
  readonly name: string;
  readonly arguments: ReadonlyMap<string, Expression>;
}

export type Namespace = 'numpy' | 'method' | 'builtin';

/** The expressions directly inside one, in the order of the source. */
export function childrenOf(expression: Expression): readonly Expression[] {
  switch (expression.kind) {
    case 'sequence':
      return expression.items;
    case 'unary':
      return [expression.operand];
    case 'binary':
    case 'logical':
      return [expression.left, expression.right];
    case 'comparison':
      return expression.operands;
    case 'index':
      return [expression.object, ...expression.items.flatMap(partsOfItem)];
    case 'property':
      return [expression.object];
    case 'call':
      return [...expression.arguments.values()];
    default:
      return [];
  }
}

function partsOfItem(item: IndexItem): readonly Expression[] {
  switch (item.kind) {
    case 'ellipsis':
      return [];
    case 'slice':
      return [item.start, item.stop, item.step].filter((part) => part !== undefined);
    default:
      return [item];
  }
}
