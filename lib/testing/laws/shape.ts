import { isMissing, isResults, type Output } from '../../extractors/extractor.js';
import { describeResult, resultsOf } from '../results.js';
import { copyOf } from '../rows.js';
import { broken, forAll, type Law, oneStep, type Subject } from './law.js';

/** Whatever the step, what comes out is what `outputs` says, or null with a reason; it throws nothing. */
export function shapeLaw(subject: Subject): Law {
  const law = {
    name: 'shape',
    statement: 'gives what it declares, or null with a reason, for any step at all',
  } as const;
  return {
    ...law,
    check: () =>
      forAll(law, subject, oneStep(subject.any), (step) => {
        const extracted: unknown = subject.extract(copyOf(step));
        const fault = faultOf(extracted, subject.outputs);
        if (fault !== undefined) broken(fault);
      }),
  };
}

/** What is wrong with a result, in words; undefined if it is one of these outputs, or null with a reason. */
export function faultOf(extracted: unknown, outputs: readonly Output[]): string | undefined {
  if (extracted === null || (typeof extracted !== 'number' && typeof extracted !== 'object')) {
    return `it gives ${describeResult(extracted)}; give a number, numbers, or missing('why there is none')`;
  }
  if (extracted instanceof Promise) return 'it gives a promise; an extractor must give its result at once';
  const results = resultsOf(extracted as number);
  if (isResults(extracted as number)) {
    const { note } = extracted as { readonly note?: unknown };
    if (note !== undefined && (typeof note !== 'string' || note === '')) return 'its note is no text';
  } else if (isMissing(extracted as number)) {
    return reasonFault(extracted as { readonly missing: unknown });
  }
  if (!Array.isArray(results)) return 'its outputs are no list';
  if (results.length !== outputs.length) return `it gives ${results.length} outputs and declares ${outputs.length}`;
  for (const [i, output] of outputs.entries()) {
    const fault = resultFault(results[i], output);
    if (fault !== undefined) return outputs.length === 1 ? fault : `output "${output.name}": ${fault}`;
  }
  return undefined;
}

function resultFault(result: unknown, { shape }: Output): string | undefined {
  if (typeof result === 'object' && result !== null && 'missing' in result) return reasonFault(result);
  const declared = shape.length === 0 ? 'a number' : `shape [${shape.join(', ')}]`;
  if (typeof result === 'number') {
    if (shape.length > 0) return `it gives the number ${result} and declares ${declared}`;
    if (!Number.isFinite(result)) return `it gives ${result}; give missing('why there is none')`;
    return undefined;
  }
  const numbers = typeof result === 'object' && result !== null && 'length' in result ? result : undefined;
  if (numbers === undefined || shape.length === 0) return `it gives ${describeResult(result)} and declares ${declared}`;
  const all = Array.from(numbers as ArrayLike<unknown>);
  const unit = shape.reduce<number>((product, size) => (typeof size === 'number' ? product * size : product), 1);
  const fits = typeof shape[0] === 'string' ? all.length % unit === 0 : all.length === unit;
  if (!fits) return `it gives ${all.length} numbers and declares ${declared}`;
  const odd = all.findIndex((number) => typeof number !== 'number' || Math.abs(number) === Number.POSITIVE_INFINITY);
  if (odd >= 0) return `number ${odd} of the result is ${describeResult(all[odd])}; NaN stands for "no value here"`;
  if (all.length > 0 && all.every(Number.isNaN)) return `all numbers are NaN; give missing('why there is none')`;
  return undefined;
}

function reasonFault({ missing }: { readonly missing?: unknown }): string | undefined {
  return typeof missing === 'string' && missing !== '' ? undefined : 'it gives null and no reason for it';
}
