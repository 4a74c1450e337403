import { describe, expect, it } from 'vitest';
import type { ParamsSchema, Sources } from '../../../lib/extractors/extractor.js';
import { extractorLaws, LawBroken, lawsOf } from '../../../lib/testing/index.js';
import {
  charge,
  equivalentTime,
  largest,
  largestOfBlock,
  ofCharge,
  ofEquivalentTime,
  ofLargest,
  ofPeak,
  ofRelative,
  ofRises,
  peak,
  relative,
  rises,
} from './honest.js';
import { MUTANTS } from './mutants.js';

/** As many steps as a law may need to find any mutant, and where it begins to look. */
const SEARCH = { runs: 1000, seed: 20250804 } as const;

describe('what mutants are made of obeys all laws', () => {
  extractorLaws(largest, ofLargest, { describe, it });
  extractorLaws(largestOfBlock, ofLargest, { describe, it });
  extractorLaws(peak, ofPeak, { describe, it });
  extractorLaws(relative, ofRelative, { describe, it });
  extractorLaws(equivalentTime, ofEquivalentTime, { describe, it });
  extractorLaws(charge, ofCharge, { describe, it });
  extractorLaws(rises, ofRises, { describe, it });
});

describe.each(MUTANTS)('an extractor that $name', ({ extractor, options, law }) => {
  it(`breaks the law "${law}"`, async () => {
    const broken = await findingsOf(
      lawsOf<Sources, ParamsSchema>(extractor, { ...options, ...SEARCH }).filter(({ name }) => name === law),
    );
    expect(broken.length).toBeGreaterThan(0);
    for (const finding of broken)
      expect(finding).toMatchObject({ law, message: expect.stringContaining(extractor.name) });
  });
});

it('has a mutant for every law', () => {
  const laws = new Set([
    ...lawsOf(largestOfBlock, ofLargest).map(({ name }) => name),
    ...lawsOf(relative, ofRelative).map(({ name }) => name),
  ]);
  expect(MUTANTS.length).toBeGreaterThanOrEqual(100);
  expect(new Set(MUTANTS.map(({ law }) => law))).toEqual(laws);
});

/** How each law is broken that is. */
async function findingsOf(laws: ReturnType<typeof lawsOf>): Promise<readonly LawBroken[]> {
  const findings: LawBroken[] = [];
  for (const law of laws) {
    try {
      await law.check();
    } catch (error) {
      if (!(error instanceof LawBroken)) throw error;
      findings.push(error);
    }
  }
  return findings;
}
