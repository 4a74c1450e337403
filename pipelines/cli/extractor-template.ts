import type { Source } from '../../lib/experiment/step.js';
import type { NodeProject } from './node-project.js';

/** What a new extractor is called, in each place. */
export interface ExtractorNames {
  /** `my-feature`: of the files. */
  readonly file: string;
  /** `my_feature`: of the feature. */
  readonly feature: string;
  /** `transfer.my_feature`: of the extractor. */
  readonly extractor: string;
}

/** A module with an extractor that works, for a person to change into another one. */
export function extractorModule(names: ExtractorNames, source: Source): string {
  const { axis, quantity, unit, point, results } = WORDS[source];
  return `import { defineExtractor, missing } from 'oect-features';
import * as v from 'valibot';

/** \`${names.extractor}\`: ${quantity}, in ${unit}, of the first ${point} at which |Id| reaches a share of its largest. */
export const extractor = defineExtractor({
  name: '${names.extractor}',
  source: '${source}',
  description: '${quantity} of the first ${point} at which |Id| reaches a share of its largest',
  // Raised whenever results change: they are computed anew then.
  version: 1,
  params: v.strictObject({
    share: v.optional(
      v.pipe(v.number(), v.gtValue(0), v.maxValue(1), v.description('share of the largest |Id|')),
      0.5,
    ),
  }),
  // The shape [] is a number, [2] are two, ['n', 2] as many pairs as the step has.
  outputs: () => [{ name: '', shape: [], unit: '${unit}', description: '${quantity}' }],
  // ${axis} in ${unit} and Id in A are arrays of one length that are used again for the next step: they are read, and nothing else.
  extract({ ${axis}, Id }, { share }) {
    if (Id.length < 2) return missing('the step has fewer than two ${point}s');
    let largest = 0;
    let least = Infinity;
    for (let i = 0; i < Id.length; i++) {
      if (!Number.isFinite(${axis}[i]) || !Number.isFinite(Id[i])) return missing('a ${point} of the step is not finite');
      largest = Math.max(largest, Math.abs(Id[i]));
      least = Math.min(least, Math.abs(Id[i]));
    }
    if (largest === least) return missing('|Id| is constant');
    const first = Id.findIndex((current) => Math.abs(current) >= share * largest);
    ${results.join('\n    ')}
  },
});
`;
}

/** A test of it, for the test runner of the project. */
export function extractorTest(names: ExtractorNames, source: Source, { extension, testRunner }: NodeProject): string {
  const { build, example, invariances, statement } = WORDS[source];
  const module = `./${names.file}${extension}`;
  const runner = testRunner === 'vitest' ? "import { describe, it } from 'vitest';" : "import { it } from 'node:test';";
  const functions = testRunner === 'vitest' ? ', { describe, it }' : '';
  const imports = [
    "import assert from 'node:assert/strict';",
    ...(testRunner === 'node:test' ? [runner] : []),
    `import { extractorLaws, ${build} } from 'oect-features/testing';`,
    ...(testRunner === 'vitest' ? [runner] : []),
    `import { extractor } from '${module}';`,
  ];
  return `${imports.join('\n')}

// All that every extractor has to obey. What is broken is shown with the smallest curve that was found;
// OECT_LAW_RUNS=10000 looks for it longer.
extractorLaws(
  extractor,
  {
    // By its URL worker threads load the extractor, as they do in an extraction.
    module: new URL('${module}', import.meta.url),
    invariances: [${invariances.map((invariance) => `'${invariance}'`).join(', ')}],
  }${functions},
);

it('${statement}', () => {
  const step = ${build}(${example});
  assert.equal(extractor.extract(step, { share: 0.5 }), 0.2);
  assert.equal(extractor.extract(step, { share: 1 }), 0.3);
});
`;
}

/** A configuration that computes it. */
export function extractorConfiguration(names: ExtractorNames): string {
  return `name: ${names.feature}
features:
  - name: ${names.feature}
    extractor: ${names.extractor}
    params: { share: 0.5 }
`;
}

/** What differs between the templates of the sources. */
const WORDS = {
  transfer: {
    axis: 'Vg',
    quantity: 'gate voltage',
    unit: 'V',
    point: 'point',
    results: ['return Vg[first];'],
    build: 'sweepOf',
    example: '[0, 0.1, 0.2, 0.3], [0, 1e-6, 6e-6, 1e-5]',
    invariances: ['sign of current'],
    statement: 'is the gate voltage from which on half of the largest current flows',
  },
  transient: {
    axis: 'time',
    quantity: 'time',
    unit: 's',
    point: 'sample',
    results: [
      'const delay = time[first] - time[0];',
      "return Number.isFinite(delay) ? delay : missing('the times of the step are too large');",
    ],
    build: 'traceOf',
    example: '[0, 1e-6, 6e-6, 1e-5], [0, 0.1, 0.2, 0.3]',
    invariances: ['sign of current', 'start of time'],
    statement: 'is the time after which half of the largest current flows',
  },
} as const satisfies { readonly [S in Source]: object };
