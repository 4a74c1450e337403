import { describe, expect, it } from 'vitest';
import { flushFolder } from '../../../lib/table/flush-folder.js';
import { temporaryFolder } from '../../support/temporary-folder.js';

describe('flushFolder', () => {
  const folder = temporaryFolder();

  it('serves all who ask before it begins with one flush', async () => {
    const flushes = [flushFolder(folder), flushFolder(folder), flushFolder(folder)];
    expect(new Set(flushes).size).toBe(1);
    await Promise.all(flushes);
  });

  it('begins anew for whoever asks while one is under way', async () => {
    const first = flushFolder(folder);
    await Promise.resolve()
      .then(() => {})
      .then(() => {});
    const [second, third] = [flushFolder(folder), flushFolder(folder)];
    expect(second).not.toBe(first);
    expect(third).toBe(second);
    await Promise.all([first, second]);
    await flushFolder(folder);
  });

  it('says that there is no such folder, each time it is asked', async () => {
    await expect(flushFolder(`${folder}/none`)).rejects.toMatchObject({ code: 'ENOENT' });
    await expect(flushFolder(`${folder}/none`)).rejects.toMatchObject({ code: 'ENOENT' });
  });
});
