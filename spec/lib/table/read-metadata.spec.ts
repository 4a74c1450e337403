import { describe, expect, it } from 'vitest';
import { loadConfiguration } from '../../../lib/config/load-configuration.js';
import { inlinePool } from '../../../lib/pool/inline-pool.js';
import { readFeatures } from '../../../lib/table/read-features.js';
import { isArrow, readMetadata } from '../../../lib/table/read-metadata.js';
import { batchExtract } from '../../../pipelines/batch-extract.js';
import { goldenCases } from '../../support/golden.js';
import { temporaryFolder } from '../../support/temporary-folder.js';

describe.each(['parquet', 'arrow'] as const)('the metadata of a feature file: %s', (format) => {
  const folder = temporaryFolder();

  it('is what reading all of the file tells', async () => {
    await using pool = inlinePool();
    const files = goldenCases().map(({ file }) => file);
    const configuration = await loadConfiguration('v2_quick_analysis');
    const { successful } = await batchExtract(files, configuration, { pool, format, directory: folder });
    expect(successful).toHaveLength(files.length);
    for (const { output } of successful) {
      const file = output ?? '';
      expect(isArrow(file)).toBe(format === 'arrow');
      expect(await readMetadata(file)).toEqual((await readFeatures(file)).metadata);
    }
  });

  it('is not to be had of a file that is not there', async () => {
    await expect(readMetadata(`${folder}/none.${format}`)).rejects.toMatchObject({ code: 'file-not-found' });
  });
});
