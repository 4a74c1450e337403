import { readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { tableFromIPC } from 'apache-arrow';
import { from, lastValueFrom, toArray } from 'rxjs';
import { describe, expect, it } from 'vitest';
import { defineFeatures } from '../../lib/config/configuration.js';
import { writeArrow } from '../../operators/write-arrow.js';
import { namesIn } from '../support/feature-files.js';
import { goldenCases } from '../support/golden.js';
import { plainLoop } from '../support/plain-loop.js';
import { temporaryFolder } from '../support/temporary-folder.js';

const folder = temporaryFolder();
const configuration = defineFeatures({ peak: { extractor: 'transient.peak_current' } });

describe('writeArrow', () => {
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
