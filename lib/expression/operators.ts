import {
  floorDivideFloats,
  floorDivideInts,
  maximum,
  minimum,
  moduloFloats,
  moduloInts,
  powerFloats,
  powerInts,
} from './arithmetic.js';
import { map, map2 } from './elementwise.js';
import { Fault } from './fault.js';
import type { Workspace } from './limits.js';
import type { ArrayView } from './nd-array.js';
import type { BinaryOperator, ComparisonOperator, DType, UnaryOperator } from './syntax.js';
import { toArray } from './to-array.js';
import { describe, exactInteger, type PythonNumber, promote, pythonBool, type Value } from './value.js';

/** What an operation of two numbers gives, and how it is computed, by the type that both are promoted to. */
type Rules = Readonly<Record<DType, Rule>>;
type Rule = { readonly dtype: DType; readonly apply: (x: number, y: number) => number } | { readonly refused: string };

const sum = (x: number, y: number) => x + y;
const difference = (x: number, y: number) => x - y;
const product = (x: number, y: number) => x * y;
const quotient: Rule = { dtype: 'float', apply: (x, y) => x / y };
const onlyMasks: Rule = { refused: '& and | combine masks; compare first, as in (a > 0) & (b > 0)' };

const RULES: Readonly<Record<BinaryOperator | 'maximum' | 'minimum', Rules>> = {
  '+': {
    bool: { dtype: 'bool', apply: maximum },
    int: { dtype: 'int', apply: sum },
    float: { dtype: 'float', apply: sum },
  },
  '-': {
    bool: { refused: 'masks are not subtracted; use astype(int) first' },
    int: { dtype: 'int', apply: difference },
    float: { dtype: 'float', apply: difference },
  },
  '*': {
    bool: { dtype: 'bool', apply: product },
    int: { dtype: 'int', apply: product },
    float: { dtype: 'float', apply: product },
  },
  '/': { bool: quotient, int: quotient, float: quotient },
  '//': {
    bool: { dtype: 'int', apply: floorDivideInts },
    int: { dtype: 'int', apply: floorDivideInts },
    float: { dtype: 'float', apply: floorDivideFloats },
  },
  '%': {
    bool: { dtype: 'int', apply: moduloInts },
    int: { dtype: 'int', apply: moduloInts },
    float: { dtype: 'float', apply: moduloFloats },
  },
  '**': {
    bool: { dtype: 'int', apply: powerInts },
    int: { dtype: 'int', apply: powerInts },
    float: { dtype: 'float', apply: powerFloats },
  },
  '&': { bool: { dtype: 'bool', apply: product }, int: onlyMasks, float: onlyMasks },
  '|': { bool: { dtype: 'bool', apply: maximum }, int: onlyMasks, float: onlyMasks },
  maximum: {
    bool: { dtype: 'bool', apply: maximum },
    int: { dtype: 'int', apply: maximum },
    float: { dtype: 'float', apply: maximum },
  },
  minimum: {
    bool: { dtype: 'bool', apply: minimum },
    int: { dtype: 'int', apply: minimum },
    float: { dtype: 'float', apply: minimum },
  },
};

/** Two operands: Python's rules for two Python numbers, numpy's as soon as an array is there. */
export function binary(workspace: Workspace, operator: BinaryOperator, a: Value, b: Value): Value {
  if (a.kind === 'number' && b.kind === 'number') return pythonBinary(operator, a, b);
  return numpyBinary(workspace, operator, ...operands(workspace, operator, a, b));
}

export function numpyBinary(workspace: Workspace, operator: keyof typeof RULES, a: ArrayView, b: ArrayView): ArrayView {
  const rule = RULES[operator][promote(a.dtype, b.dtype)];
  if ('refused' in rule) throw new Fault(rule.refused);
  return map2(workspace, a, b, rule.dtype, rule.apply);
}

function pythonBinary(operator: BinaryOperator, a: PythonNumber, b: PythonNumber): PythonNumber {
  const [x, y] = [a.value, b.value];
  if (operator === '&' || operator === '|') {
    const rule = RULES[operator][promote(a.dtype, b.dtype)];
    if ('refused' in rule) throw new Fault(rule.refused);
    return pythonBool(rule.apply(x, y) !== 0);
  }
  const isDivision = operator === '/' || operator === '//' || operator === '%';
  if (y === 0 && isDivision) throw new Fault('division by zero');
  if (operator === '**') return pythonPower(a, b);
  // Booleans are integers to Python's arithmetic.
  const rule = RULES[operator][promote('int', promote(a.dtype, b.dtype))];
  if ('refused' in rule) throw new Fault(rule.refused);
  return pythonNumber(rule.dtype, rule.apply(x, y));
}

function pythonPower(base: PythonNumber, exponent: PythonNumber): PythonNumber {
  const [x, y] = [base.value, exponent.value];
  if (x === 0 && y < 0) throw new Fault('zero to a negative power');
  if (promote(base.dtype, exponent.dtype) !== 'float' && y >= 0) return pythonNumber('int', powerInts(x, y));
  if (x < 0 && Number.isFinite(x) && Number.isFinite(y) && !Number.isInteger(y)) {
    throw new Fault('a negative number to a fractional power is complex');
  }
  return pythonNumber('float', powerFloats(x, y));
}

function pythonNumber(dtype: DType, value: number): PythonNumber {
  return { kind: 'number', dtype, value: dtype === 'int' ? exactInteger(value) : value };
}

const COMPARISONS: Readonly<Record<ComparisonOperator, (x: number, y: number) => boolean>> = {
  '<': (x, y) => x < y,
  '<=': (x, y) => x <= y,
  '>': (x, y) => x > y,
  '>=': (x, y) => x >= y,
  '==': (x, y) => x === y,
  '!=': (x, y) => x !== y,
};

export function compare(workspace: Workspace, operator: ComparisonOperator, a: Value, b: Value): Value {
  const holds = COMPARISONS[operator];
  if (a.kind === 'number' && b.kind === 'number') return pythonBool(holds(a.value, b.value));
  const [left, right] = operands(workspace, operator, a, b);
  return map2(workspace, left, right, 'bool', (x, y) => (holds(x, y) ? 1 : 0));
}

function operands(workspace: Workspace, operator: string, a: Value, b: Value): [ArrayView, ArrayView] {
  if (a.kind !== 'array' && b.kind !== 'array' && (a.kind === 'sequence' || b.kind === 'sequence')) {
    throw new Fault(`'${operator}' of ${describe(a)} and ${describe(b)}; make an array first, as with np.stack`);
  }
  return [toArray(workspace, a), toArray(workspace, b)];
}

export function unary(workspace: Workspace, operator: UnaryOperator, a: Value): Value {
  if (operator === 'not') return pythonBool(!isTrue(a));
  if (operator === '~') {
    if (a.kind !== 'array' || a.dtype !== 'bool') throw new Fault(`'~' inverts masks, not ${describe(a)}`);
    return map(workspace, a, 'bool', (x) => 1 - x);
  }
  if (a.kind === 'number') {
    const dtype = promote('int', a.dtype);
    return pythonNumber(dtype, operator === '-' ? -a.value : a.value);
  }
  if (a.kind !== 'array') throw new Fault(`'${operator}' of ${describe(a)}`);
  if (a.dtype === 'bool') throw new Fault(`'${operator}' of a mask; use ~ to invert it or astype(int) first`);
  return operator === '-' ? map(workspace, a, a.dtype, (x) => -x) : a;
}

/** Python's truth of a single value. Throws for an array of several. */
export function isTrue(value: Value): boolean {
  switch (value.kind) {
    case 'number':
      return value.value !== 0;
    case 'none':
      return false;
    case 'array':
      if (value.shape.includes(0)) return false;
      if (value.shape.some((size) => size > 1)) {
        throw new Fault(
          `${describe(value)} is neither true nor false; use & | ~ on masks, and compare arrays two at a time`,
        );
      }
      return value.values[value.offset] !== 0;
    default:
      throw new Fault(`${describe(value)} is neither true nor false here`);
  }
}
