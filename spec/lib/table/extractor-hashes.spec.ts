import { describe, expect, it } from 'vitest';
import { extractorHashes, versionOfHash } from '../../../lib/table/extractor-hashes.js';

describe('versionOfHash', () => {
  it('finds the version of a built-in extractor, and none of one in a module', async () => {
    const name = 'transfer.gm_max';
    const hashOf = async (version: number, module?: string) =>
      (await extractorHashes([{ name, version, ...(module !== undefined && { module }) }]))[name] ?? '';
    expect(versionOfHash(name, await hashOf(1))).toBe(1);
    expect(versionOfHash(name, await hashOf(17))).toBe(17);
    expect(versionOfHash('transfer.Von', await hashOf(1))).toBeUndefined();
    expect(versionOfHash(name, await hashOf(1, import.meta.url))).toBeUndefined();
  });
});
