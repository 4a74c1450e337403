import { POINTS } from './exponential-curve.js';
import { sampleWeights } from './resample.js';
import type { Trace } from './trace.js';
import { sumsOfSquares, type WindowFit } from './window-fit.js';

const weights = new Float64Array(POINTS);

/**
 * Standard error of a fit's tau in s, from the problem linearised at the solution.
 *
 * The fit is where y . u(x) is stationary. A small change d of the points moves x by (u' . d) / (f |u'|^2), with f = y . u
 * and u' = du/dx. The points are no independent measurements but combinations of the window's samples, d = R e, and so
 * var(x) = s^2 |R^T u'|^2 / (f |u'|^2)^2, where s^2 = (residual sum of squares of the samples) / (size - 3) estimates the
 * variance of a sample. Last, tau = T / x. The noise of samples is taken to be independent, and the exponential to be
 * what the current would be without it.
 */
export function standardErrorOfTau(trace: Trace, { start, size, tau, fit }: WindowFit): number {
  const squared = fillDerivative(fit.x);
  const perSample = sampleWeights(trace, start, size, weights);
  const { residual } = sumsOfSquares(trace, start, size, fit);
  const variance = residual / (size - 3);
  const errorOfX = Math.sqrt((variance * sumOfSquares(perSample)) / fit.explained) / squared;
  return (tau * errorOfX) / fit.x;
}

/** Fills `weights` with du/dx and returns the sum of its squares. */
function fillDerivative(x: number): number {
  const exponential = new Float64Array(POINTS);
  for (let i = 0; i < POINTS; i++) {
    const s = i / (POINTS - 1);
    exponential[i] = Math.expm1(-x * s);
    weights[i] = -s * Math.exp(-x * s);
  }
  centre(exponential);
  centre(weights);
  const norm = Math.sqrt(sumOfSquares(exponential));
  let along = 0;
  for (let i = 0; i < POINTS; i++) along += (weights[i] * exponential[i]) / norm;
  for (let i = 0; i < POINTS; i++) weights[i] = (weights[i] - (along * exponential[i]) / norm) / norm;
  return sumOfSquares(weights);
}

function centre(values: Float64Array): void {
  let mean = 0;
  for (let i = 0; i < values.length; i++) mean += values[i] / values.length;
  for (let i = 0; i < values.length; i++) values[i] -= mean;
}

function sumOfSquares(values: Float64Array): number {
  let sum = 0;
  for (let i = 0; i < values.length; i++) sum += values[i] * values[i];
  return sum;
}
