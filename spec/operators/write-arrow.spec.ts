import { readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { tableFromIPC } from 'apache-arrow';
import { EMPTY, from, lastValueFrom, map, of, toArray } from 'rxjs';
import { describe, expect, it } from 'vitest';
import { defineFeatures } from '../../lib/config/configuration.js';
import { createExperiment } from '../../lib/experiment/experiment.js';
import type { FeatureFileJob } from '../../lib/table/write-features.js';
import type { CompletedExperiment } from '../../lib/task/complete-experiment.js';
import { writeArrow } from '../../operators/write-arrow.js';
import { namesIn } from '../support/feature-files.js';
import { goldenCases } from '../support/golden.js';
import { marbles, promiseOf } from '../support/marbles.js';
import { plainLoop } from '../support/plain-loop.js';
import { temporaryFolder } from '../support/temporary-folder.js';

const folder = temporaryFolder();
const configuration = defineFeatures({ peak: { extractor: 'transient.peak_current' } });

describe('writeArrow', () => {
  it('emits each experiment when it is written, and closes it then', async () => {
    const [original] = await Promise.all(goldenCases().map(({ file }) => plainLoop(file, configuration)));
    const { head } = original as CompletedExperiment;
    const a = { ...(original as CompletedExperiment), ...createExperiment(head) };
    const states: string[] = [];
    marbles(({ cold, hot, expectObservable, expectSubscriptions }) => {
      const writing = cold('--(w|)', { w: { file: 'a.arrow', bytes: 1 } });
      const experiments = cold('-a----|', { a });
      const subscribed = '      ^-----!';
      const written = '         -^-!   ';
      const expected = '        ---w--|';
      hot('                     -xxxx--').subscribe(() => states.push(a.lease.state));
      const pool = {
        fingerprint: () => promiseOf(of('abc')),
        write: ({ format }: FeatureFileJob) => promiseOf(format === 'arrow' ? writing : EMPTY),
      };
      const outputs = experiments.pipe(
        writeArrow('out', { pool }),
        map(({ output }) => output),
      );
      expectObservable(outputs).toBe(expected, { w: 'a.arrow' });
      expectSubscriptions(experiments.subscriptions).toBe(subscribed);
      expectSubscriptions(writing.subscriptions).toBe(written);
    });
    expect(states).toEqual(['offered', 'taken', 'taken', 'closed']);
  });

  it('writes each experiment as an Arrow file, and closes it', async () => {
    const directory = join(folder, 'out');
    const experiments = await Promise.all(goldenCases().map(({ file }) => plainLoop(file, configuration)));
    const written = await lastValueFrom(from(experiments).pipe(writeArrow(directory), toArray()));
    expect(written).toHaveLength(experiments.length);
    for (const { experiment, output, bytes } of written) {
      expect(experiment.lease.state).toBe('closed');
      const content = readFileSync(output);
      expect(bytes).toBe(content.length);
      const table = tableFromIPC(content);
      expect(table.getChild('peak')?.toJSON()).toEqual([...(experiment.columns.get('peak')?.values ?? [])]);
      expect(table.schema.metadata.get('source_file')).toBe(basename(experiment.file));
    }
    expect(namesIn(directory)).toEqual(written.map(({ output }) => basename(output)).sort());
    expect(namesIn(directory).every((name) => name.endsWith('.arrow'))).toBe(true);
  });

  it('ends in the error of a file that cannot be written', async () => {
    const experiments = await Promise.all(goldenCases().map(({ file }) => plainLoop(file, configuration)));
    const nowhere = join(folder, 'x'.repeat(300));
    await expect(lastValueFrom(from(experiments).pipe(writeArrow(nowhere)))).rejects.toMatchObject({
      code: 'write-failed',
    });
    expect(experiments.map(({ lease }) => lease.state)).toEqual(experiments.map(() => 'closed'));
  });
});
