import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it, vi } from 'vitest';
import { FolderEvents } from '../../../lib/catalog/folder-events.js';
import { temporaryFolder } from '../../support/temporary-folder.js';

const folder = temporaryFolder();

describe('FolderEvents', () => {
  it('tells of files in a folder, and of folders in it that come', async () => {
    const told: string[] = [];
    using events = new FolderEvents((file) => told.push(file));
    events.add(folder);
    events.add(`${folder}/`);
    writeFileSync(join(folder, 'a.h5'), '');
    await vi.waitFor(() => expect(told).toContain(join(folder, 'a.h5')));
    mkdirSync(join(folder, 'below'));
    await vi.waitFor(() => expect(told).toContain(join(folder, 'below')));
    events.add(join(folder, 'below'));
    writeFileSync(join(folder, 'below', 'b.h5'), '');
    await vi.waitFor(() => expect(told).toContain(join(folder, 'below', 'b.h5')));
  });

  it('listens to a folder that is there again', async () => {
    const below = join(folder, 'again');
    mkdirSync(below);
    const told: string[] = [];
    using events = new FolderEvents((file) => told.push(file));
    events.add(folder);
    events.add(below);
    rmSync(below, { recursive: true });
    await vi.waitFor(() => expect(told).toContain(below));
    mkdirSync(below);
    await vi.waitFor(() => {
      events.add(below);
      writeFileSync(join(below, 'c.h5'), '');
      expect(told).toContain(join(below, 'c.h5'));
    });
  });

  it('does not mind a folder that is not there', () => {
    using events = new FolderEvents(() => {});
    expect(() => events.add(join(folder, 'nowhere'))).not.toThrow();
  });
});
