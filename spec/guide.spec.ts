import { cpSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { beforeAll, describe, expect, it } from 'vitest';
import { deadLinks } from './support/document.js';
import { blockSpecs } from './support/document-specs.js';
import { oect } from './support/oect.js';
import { temporaryFolder } from './support/temporary-folder.js';

const guide = fileURLToPath(new URL('../docs/guide', import.meta.url));
const pages = readdirSync(guide).filter((name) => name.endsWith('.md') && name !== 'README.md');

describe('the guide', () => {
  it('has these pages, which its first page lists', () => {
    const index = readFileSync(join(guide, 'README.md'), 'utf8');
    expect([...index.matchAll(/\]\((\S+\.md)\)/g)].map(([, page]) => page).sort()).toEqual(pages.toSorted());
    expect(pages).toHaveLength(10);
  });

  it.each(pages)('is short, and leads to what is there: %s', (page) => {
    expect(deadLinks(join(guide, page))).toEqual([]);
    expect(readFileSync(join(guide, page), 'utf8').split('\n').length).toBeLessThanOrEqual(120);
  });
});

describe.skipIf(process.platform === 'win32')('the code of the guide', () => {
  const root = temporaryFolder();
  const data = join(root, 'data');
  beforeAll(async () => {
    // What `oect simulate data` writes: the pages after the second begin with it.
    expect((await oect(['simulate', data, '--quiet'], root)).code).toBe(0);
  }, 60_000);

  describe.each(pages)('%s', (page) => {
    blockSpecs(join(guide, page), join(root, page), ({ folder }) =>
      cpSync(data, join(folder, 'data'), { recursive: true }),
    );
  });
});
