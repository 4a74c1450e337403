import fc from 'fast-check';
import { compileExpression } from '../../../lib/expression/compile-expression.js';
import { MAX_SOURCE_LENGTH } from '../../../lib/expression/limits.js';
import type { NdArray } from '../../../lib/expression/nd-array.js';
import { EvaluationError, ExpressionError } from '../../../lib/expression/problem.js';

/** What hostile expressions are evaluated with. */
export const INPUT: NdArray = { shape: [4, 3], values: new Float64Array(12).map((_, i) => i - 3) };

export type Outcome = NdArray | ExpressionError | EvaluationError;

/** A result or a positioned error; anything else that is thrown is thrown on. */
export function outcomeOf(source: string, input = INPUT): Outcome {
  try {
    const { parameters, evaluate } = compileExpression(source);
    return evaluate(parameters.map(() => input));
  } catch (error) {
    if (error instanceof ExpressionError || error instanceof EvaluationError) return error;
    throw error;
  }
}

const fill = (piece: string) => piece.repeat(Math.floor((MAX_SOURCE_LENGTH - 100) / piece.length));

/** Hostile expressions that have no value, by what is hostile in them. */
export const REFUSED = [
  ['dunder access', 'lambda c: c.__class__'],
  ['dunder chain', 'lambda c: c.__class__.__bases__[0].__subclasses__()'],
  ['dunder call', 'lambda c: ().__class__.__mro__[1].__subclasses__()'],
  ['dunder of np', 'lambda c: np.__class__'],
  ['builtins of np', 'lambda c: np.__builtins__["eval"]("1")'],
  ['prototype', 'lambda c: c.__proto__'],
  ['constructor', 'lambda c: c.constructor("return process")()'],
  ['constructor of np', 'lambda c: np.constructor(c)'],
  ['prototype of a function', 'lambda c: np.mean.prototype'],
  ['method of Object', 'lambda c: np.hasOwnProperty(c)'],
  ['toString', 'lambda c: c.toString()'],
  ['name of Object', 'lambda c: toString'],
  ['parameter as keyword', 'lambda c: np.mean(c, __proto__=1)'],
  ['keyword constructor', 'lambda c: np.mean(c, constructor=1)'],
  ['reference to a prototype', 'np.__proto__'],
  ['reference to valueOf', 'np.valueOf'],
  ['module of np', 'lambda c: np.os.system("x")'],
  ['ctypes of np', 'lambda c: np.ctypeslib'],
  ['files', 'lambda c: np.fromfile("/etc/passwd")'],
  ['method files', 'lambda c: c.tofile("x")'],
  ['import', 'import os'],
  ['import call', 'lambda c: __import__("os").system("true")'],
  ['getattr', 'lambda c: getattr(c, "mean")()'],
  ['eval', 'lambda c: eval("1")'],
  ['exec', 'lambda c: exec("1")'],
  ['open', 'lambda c: open("/etc/passwd")'],
  ['globals', 'lambda c: globals()'],
  ['process', 'lambda c: process.exit()'],
  ['require', 'lambda c: require("fs")'],
  ['globalThis', 'lambda c: globalThis'],
  ['default argument', 'lambda c, d=print(1): c'],
  ['star arguments', 'lambda *c, **d: c'],
  ['nested lambda', 'lambda c: (lambda: c)()'],
  ['comprehension', 'lambda c: [x for x in c]'],
  ['generator', 'lambda c: np.sum(x for x in c)'],
  ['walrus', 'lambda c: (x := c)'],
  ['format string', 'lambda c: f"{c.__class__}"'],
  ['formatting', 'lambda c: "{0.__class__}".format(c)'],
  ['percent formatting', 'lambda c: "%s" % c'],
  ['template', `lambda c: \${process.exit()}`],
  ['backticks', 'lambda c: `c`'],
  ['yield', 'lambda c: (yield c)'],
  ['await', 'lambda c: await c'],
  ['statement behind', 'lambda c: c\nimport os'],
  ['two statements', 'lambda c: c; print(1)'],
  ['power tower', 'lambda c: 9**9**9'],
  ['power tower of floats', 'lambda c: 9.0**9**9**9**9'],
  ['huge integer', `lambda c: ${'9'.repeat(2000)}`],
  ['huge shape', 'lambda c: np.arange(1e12)'],
  ['infinite shape', 'lambda c: np.arange(1e999)'],
  ['shape of NaN', 'lambda c: np.arange(np.nan)'],
  ['tiny step', 'lambda c: np.arange(0, 1, 1e-300)'],
  ['huge linspace', 'lambda c: np.linspace(0, 1, 2 ** 50)'],
  ['huge outer product', 'lambda c: np.arange(1e5)[:, None] * np.arange(1e5)'],
  ['growing products', `lambda c: ${product(6)}`],
  ['huge reshape', 'lambda c: c.reshape(2 ** 40, -1)'],
  ['negative reshape', 'lambda c: c.reshape(-3, -4)'],
  ['too many dimensions', `lambda c: c[${'None, '.repeat(40)}] + 1`],
  ['huge polynomial', 'lambda c: np.polyfit(c[0], c[0], 10000)'],
  ['huge correlation', 'lambda c: np.corrcoef(np.arange(90000).reshape(9000, 10))'],
  ['huge gradient', 'lambda c: np.gradient(np.arange(1e9))'],
  ['many differences', 'lambda c: np.diff(np.arange(100000), 90000)'],
  ['many percentiles', 'lambda c: np.percentile(np.arange(20000), np.arange(20000) / 1e4)'],
  ['medians of nothing', 'lambda c: np.median(c[:0].reshape(0, 400000), axis=0)'],
  ['sums of nothing', 'lambda c: c[:0].reshape(0, 10000000).sum(axis=0)'],
  ['many short medians', 'lambda c: np.median(np.arange(400000).reshape(200000, 2), axis=1)'],
  ['many short percentiles', 'lambda c: np.percentile(np.arange(300000).reshape(100000, 3), [1, 2, 3], axis=1)'],
  ['percentiles of many', 'lambda c: np.percentile(np.arange(400), np.linspace(0, 100, 2000))'],
  ['sorts in a row', `lambda c: ${Array.from({ length: 30 }, () => 'np.median(np.arange(60000) % 977)').join('+')}`],
  ['sequences in a row', `lambda c: ${Array.from({ length: 80 }, () => 'np.linspace(0, 1, 400000).sum()').join('+')}`],
  ['a list of sequences', `lambda c: np.concatenate([${'np.arange(100000),'.repeat(30)}])`],
  ['a stack of sequences', `lambda c: np.stack([${'np.arange(100000),'.repeat(30)}])`],
  ['growth by concatenation', `lambda c: ${grown(9)}`],
  ['running sums of running sums', `lambda c: ${'np.cumsum('.repeat(80)}np.arange(90000) + 0.5${')'.repeat(80)}`],
  ['clips of clips', `lambda c: ${'np.clip('.repeat(60)}np.arange(400000)${', 0, 1)'.repeat(60)}`],
  ['turns of a long array', `lambda c: np.arange(400000)${'.reshape(2, -1).T.reshape(-1)'.repeat(40)}`],
  ['roots in a row', `lambda c: ${Array.from({ length: 40 }, () => 'np.arange(100000) ** 0.5').join('+')}`],
  ['shapes of huge numbers', 'lambda c: c.reshape(9007199254740993, 0)'],
  ['megabyte', `lambda c: ${'c + '.repeat(250_000)}c`],
  ['megabyte of brackets', '('.repeat(1_000_000)],
  ['megabyte name', 'x'.repeat(1_000_000)],
  ['open brackets', fill('(')],
  ['open indices', `lambda c: ${fill('c[')}`],
  ['closed brackets', fill(')')],
  ['nested brackets', `lambda c: ${'('.repeat(1400)}c${')'.repeat(1400)}`],
  ['nested calls', `lambda c: ${'np.abs('.repeat(300)}c${')'.repeat(300)}`],
  ['nested lists', `lambda c: ${'['.repeat(1400)}c${']'.repeat(1400)}`],
  ['signs', `lambda c: ${fill('-')}c`],
  ['nots', `lambda c: ${fill('not ')}c`],
  ['powers', `lambda c: ${fill('c**')}c`],
  ['comparisons', `lambda c: ${fill('c<')}c`],
  ['attributes', `lambda c: c${fill('.T')}`],
  ['lambdas', fill('lambda c: ')],
  ['conditions', `lambda c: ${fill('c if c else ')}c`],
  ['comprehensions', `lambda c: ${fill('[x for x in ')}`],
  ['format strings', `lambda c: ${fill("f'{")}`],
  ['commas', `lambda c: c[${fill(',')}]`],
  ['junk', fill('$%^&*)(][')],
  ['definitions', fill('def f():\n ')],
  ['dots', fill('1.')],
  ['null characters', fill('\0')],
  ['surrogates', fill('\ud800')],
  ['empty', ''],
] as const;

/** Concatenations of ever more, one inside the other. */
function grown(levels: number): string {
  if (levels === 0) return 'c.reshape(-1)';
  return `np.concatenate([${grown(levels - 1)}, ${'np.arange(20000),'.repeat(levels)}])`;
}

/** An expression whose value has 12 to the power of `factors` elements. */
function product(factors: number): string {
  return factors === 1 ? 'c.reshape(-1)' : `(${product(factors - 1)}[:, None] * c.reshape(-1)).reshape(-1)`;
}

/** Expressions as odd that have one. */
export const VALUED = [
  ['many arguments', `lambda c: np.stack([${fill('c,')}])`],
  ['many numbers', `lambda c: [${fill('1,')}][0]`],
  ['many gradients', `lambda c: ${Array.from({ length: 90 }, () => 'np.gradient(c, axis=1)').join('+')}`],
  ['many sorts', `lambda c: np.percentile(c, [${'5,'.repeat(1000)}])`],
  ['a large sort', 'lambda c: np.median(np.arange(60000) % 1000 / 7)'],
  ['an outer product', 'lambda c: np.arange(400)[:, None] * np.arange(400)'],
  ['no elements', 'lambda c: c[:0].reshape(0, 1000000)'],
  ['no elements of any shape', 'lambda c: c[:0].reshape(0, 1000000000, 1000000)'],
  ['a table of products', 'lambda c: (np.arange(600)[:, None] * np.arange(600)).sum()'],
  ['a growing list', `lambda c: ${'np.concatenate(['.repeat(40)}c${', c, c, c, c])'.repeat(40)}`],
  ['an axis for each dimension there may be', `lambda c: c${'[None]'.repeat(29)}.sum()`],
  ['difference of nothing', 'lambda c: np.diff(c, 1000000000)'],
  ['slices of any size', 'lambda c: c[-2**50:2**50:2**50]'],
  ['a name of another language', 'lambda constructor, __proto__: constructor + __proto__'],
] as const;

const leaf = fc.constantFrom(
  'c',
  'c[0]',
  'c[:, 1:]',
  '2',
  '-1.5',
  '1e300',
  'np.nan',
  'True',
  'None',
  'c.shape',
  '[1, 2]',
  '0',
);
const operator = fc.constantFrom('+', '-', '*', '/', '//', '%', '**', '&', '|', '<', '==', 'and', 'or', '@', 'in');
const callee = fc.constantFrom(
  ...['mean', 'nanstd', 'sum', 'max', 'median', 'percentile', 'exp', 'where', 'diff', 'gradient', 'cumsum', 'clip'],
  ...['arange', 'linspace', 'polyfit', 'corrcoef', 'stack', 'concatenate', 'maximum', 'power', 'nan_to_num', 'eval'],
);
const keyword = fc.constantFrom('', ', axis=0', ', axis=-1', ', axis=(0, 1)', ', keepdims=True', ', n=3', ', 2');
const suffix = fc.constantFrom(
  '.T',
  '.shape',
  '[0]',
  '[::-1]',
  '[..., None]',
  '.reshape(-1)',
  '.astype(int)',
  '.round(2)',
  '.x',
);

/** Random expressions of one parameter `c`. */
export const { expression } = fc.letrec<{ expression: string }>((tie) => ({
  expression: fc.oneof(
    { maxDepth: 6 },
    leaf,
    fc.tuple(tie('expression'), operator, tie('expression')).map(([a, sign, b]) => `(${a} ${sign} ${b})`),
    fc.tuple(fc.constantFrom('-', '~', 'not '), tie('expression')).map(([sign, a]) => `(${sign}${a})`),
    fc.tuple(callee, tie('expression'), keyword).map(([f, a, more]) => `np.${f}(${a}${more})`),
    fc.tuple(callee, tie('expression'), tie('expression')).map(([f, a, b]) => `np.${f}(${a}, ${b})`),
    fc.tuple(tie('expression'), suffix).map(([a, more]) => `(${a})${more}`),
    fc.tuple(tie('expression'), tie('expression')).map(([a, b]) => `c[${a}, ${b}]`),
  ),
}));

/** Pieces of texts that are no expressions, mostly. */
export const token = fc.constantFrom(
  ...[
    'lambda',
    'c',
    ':',
    ',',
    '(',
    ')',
    '[',
    ']',
    '{',
    '}',
    '.',
    '...',
    '=',
    ':=',
    '*',
    '**',
    '-',
    '<',
    'not',
    'in',
    'is',
  ],
  ...[
    'if',
    'else',
    'for',
    'np',
    '.mean',
    '1',
    '1.',
    '"s"',
    "f'{",
    '#',
    '\n',
    '\\',
    '`',
    '@',
    'yield',
    'import',
    '__class__',
  ],
);
