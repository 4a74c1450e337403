import { describe as nodeDescribe, it as nodeIt } from 'node:test';
import { OectError } from '../errors.js';

/** What of a test runner is needed; vitest, node:test, jest and mocha all have it. */
export interface TestFunctions {
  /** Puts tests together under a name. */
  readonly describe: (name: string, body: () => void) => unknown;
  /** Defines one test. */
  readonly it: (name: string, body: () => void | Promise<void>, timeoutMs?: number) => unknown;
}

/** A test by its name, and what it does. */
export interface NamedCheck {
  readonly statement: string;
  check(): void | Promise<void>;
}

/** Worker threads are started, and machines that test are busy: runners that allow five seconds get this instead. */
const TIMEOUT_MS = 60_000;
const TIMEOUT_PER_RUN_MS = 250;

/**
 * Registers a test for each check, all of them under one title.
 *
 * @param runs - of each check: more of them may take longer
 */
export function registerTests(title: string, checks: readonly NamedCheck[], runs: number, given?: TestFunctions): void {
  const { describe, it } = given ?? findTestFunctions();
  describe(title, () => {
    for (const { statement, check } of checks) it(statement, () => check(), TIMEOUT_MS + runs * TIMEOUT_PER_RUN_MS);
  });
}

/**
 * Those of a runner that makes them global, else those of node:test.
 *
 * @throws OectError `bad-argument` under vitest, which has to be told to make them global, or to hand them over
 */
function findTestFunctions(): TestFunctions {
  const { describe, it } = globalThis as unknown as Partial<TestFunctions>;
  if (describe !== undefined && it !== undefined) return { describe, it };
  // What vitest starts inherits its variables; node:test has its own for what it runs.
  const { VITEST, NODE_TEST_CONTEXT } = process.env;
  if (VITEST === undefined || NODE_TEST_CONTEXT !== undefined) return { describe: nodeDescribe, it: nodeIt };
  throw new OectError(
    'bad-argument',
    "vitest does not make its functions global: import { describe, it } from 'vitest' and give them to extractorLaws(extractor, options, { describe, it })",
  );
}
