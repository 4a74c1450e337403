import { expect, it } from 'vitest';
import { describeReason } from '../../../lib/incremental/reasons.js';

it.each([
  [{ kind: 'no-output' }, 'there is no feature file of it'],
  [{ kind: 'forced' }, 'it was asked for'],
  [{ kind: 'output-damaged', file: 'a.parquet', message: 'it is empty' }, 'a.parquet: it is empty; it is not used'],
  [{ kind: 'output-damaged', file: 'a.parquet', message: 'a.parquet is cut' }, 'a.parquet is cut; it is not used'],
  [{ kind: 'output-format', from: 'parquet', to: 'arrow' }, 'format parquet -> arrow'],
  [{ kind: 'source-changed' }, 'the content of the source changed'],
  [{ kind: 'steps-added', source: 'transfer', from: 5, to: 15 }, '10 transfer steps were added (5 -> 15)'],
  [{ kind: 'steps-added', source: 'transient', from: 5, to: 6 }, '1 transient step was added (5 -> 6)'],
  [{ kind: 'not-stored', feature: 'gm' }, 'feature gm is not in the file as it was extracted'],
  [{ kind: 'input-changed', feature: 'a', input: 'b' }, 'feature a builds on b, which may be another'],
  [{ kind: 'had-failures', feature: 'gm', steps: 1 }, 'feature gm failed in 1 step'],
  [{ kind: 'had-failures', feature: 'gm', steps: 2 }, 'feature gm failed in 2 steps'],
  [{ kind: 'presentation-changed' }, 'layout, selection, units or postprocessing of the configuration changed'],
] as const)('%o is told as a sentence', (reason, sentence) => {
  expect(describeReason(reason)).toBe(sentence);
});
