/** Which windows a search looks at, in this order: sizes upwards, and for each size the starts upwards. */
export interface WindowGrid {
  /** Least and largest number of samples, and the step between. */
  readonly smallest: number;
  readonly largest: number;
  readonly sizeStep: number;
  /** Step between first samples. */
  readonly startStep: number;
}

/** Adjusted R2 is not defined below this number of samples: there is no residual left for three parameters and a mean. */
export const LEAST_SIZE = 5;

/** The sizes of a grid that have an adjusted R2. */
export function sizesOf({ smallest, largest, sizeStep }: WindowGrid): number[] {
  const sizes: number[] = [];
  for (let size = smallest; size <= largest; size += sizeStep) {
    if (size >= LEAST_SIZE) sizes.push(size);
  }
  return sizes;
}

/** How many windows of a size start in `samples` samples: the last start that would leave room for it is left out. */
export function startsOf({ startStep }: WindowGrid, samples: number, size: number): number {
  return Math.max(0, Math.ceil((samples - size) / startStep));
}

/** R2 adjusted for the three parameters of the fit. */
export function adjustedR2(r2: number, size: number): number {
  return 1 - ((1 - r2) * (size - 1)) / (size - 4);
}
