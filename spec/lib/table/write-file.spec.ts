import { execFile } from 'node:child_process';
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { OectError } from '../../../lib/errors.js';
import { fillFile } from '../../../lib/table/fill-file.js';
import { writeAtomically, writeInPieces, writeNewFile } from '../../../lib/table/write-file.js';

let folder: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'write-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

const bytes = Buffer.from('features');

const filledWith = (content: Buffer) => (temporary: string) =>
  fillFile(temporary, 'a.parquet', async (write) => write(content));

describe('writeAtomically', () => {
  it('writes a file, makes its folders, and leaves nothing else', async () => {
    const file = join(folder, 'a', 'b', 'c.parquet');
    expect(await writeAtomically(file, bytes)).toEqual({ file, bytes: bytes.length });
    expect(readFileSync(file)).toEqual(bytes);
    expect(readdirSync(join(folder, 'a', 'b'))).toEqual(['c.parquet']);
  });

  it('replaces a file', async () => {
    const file = join(folder, 'c.parquet');
    await writeAtomically(file, Buffer.from('older and longer than the new one'));
    await writeAtomically(file, bytes);
    expect(readFileSync(file)).toEqual(bytes);
  });

  it('takes a name as long as the file system does', async () => {
    await writeAtomically(join(folder, 'x'.repeat(255)), bytes);
    expect(readdirSync(folder)).toEqual(['x'.repeat(255)]);
  });

  it('shows a reader the old file or the new one, never a part', async () => {
    const file = join(folder, 'c.parquet');
    const versions = ['a', 'b', 'c', 'd'].map((letter) => Buffer.alloc(3_000_000, letter));
    await writeAtomically(file, Buffer.alloc(3_000_000, 'z'));
    let running = true;
    const writing = Promise.all(versions.map((version) => writeAtomically(file, version))).finally(() => {
      running = false;
    });
    while (running) {
      const read = readFileSync(file);
      expect(read.length).toBe(3_000_000);
      expect(read.equals(Buffer.alloc(3_000_000, read.subarray(0, 1)))).toBe(true);
      await new Promise(setImmediate);
    }
    await writing;
    expect(readdirSync(folder)).toEqual(['c.parquet']);
  });

  it.each([
    [
      'a folder of its name',
      (at: string) => mkdirSync(join(at, 'c.parquet')),
      'c.parquet',
      /a folder of this name is in the way; remove it/,
    ],
    [
      'a file where its folder should be',
      (at: string) => writeFileSync(join(at, 'a'), ''),
      'a/c.parquet',
      /is a file, not a folder; choose/,
    ],
    [
      'a file further up',
      (at: string) => writeFileSync(join(at, 'a'), ''),
      'a/b/c.parquet',
      /is a file, not a folder; choose/,
    ],
    ['a name too long', () => {}, `${'x'.repeat(256)}`, /too long; shorten/],
    ['a path too long', () => {}, `${'x/'.repeat(2100)}c.parquet`, /too long; shorten/],
  ])('fails on %s, says why and leaves nothing behind', async (_, prepare, name, reason) => {
    prepare(folder);
    const before = readdirSync(folder, { recursive: true });
    const file = join(folder, name);
    await expect(writeAtomically(file, bytes)).rejects.toMatchObject({
      code: 'write-failed',
      file,
      message: expect.stringMatching(reason),
    });
    expect(readdirSync(folder, { recursive: true })).toEqual(before);
  });

  it.skipIf(!existsSync('/proc/self'))('fails where nothing can be written', async () => {
    await expect(writeAtomically('/proc/self/c.parquet', bytes)).rejects.toMatchObject({
      file: '/proc/self/c.parquet',
    });
  });

  it.skipIf(process.platform === 'win32')('leaves nothing behind when the system takes only a part of it', async () => {
    const module = fileURLToPath(new URL('../../../dist/lib/table/write-file.js', import.meta.url));
    const program = `
      import { writeAtomically } from ${JSON.stringify(module)};
      const error = await writeAtomically('c.parquet', Buffer.alloc(1_000_000)).catch((error) => error);
      process.stdout.write(JSON.stringify({ code: error.code, message: error.message }));`;
    const { stdout } = await promisify(execFile)(
      'bash',
      ['-c', 'ulimit -f 64; exec "$0" --input-type=module -e "$1"', process.execPath, program],
      { cwd: folder },
    );
    expect(JSON.parse(stdout)).toEqual({
      code: 'write-failed',
      message: expect.stringMatching(/^c\.parquet cannot be written: it is larger than .* allows; choose/),
    });
    expect(readdirSync(folder)).toEqual([]);
  });
});

describe('writeInPieces', () => {
  it('writes the pieces in their order, and shows nothing before the last', async () => {
    const file = join(folder, 'new', 'c.parquet');
    const written = await writeInPieces(file, async (write) => {
      write(Buffer.from('fea'));
      await new Promise(setImmediate);
      expect(existsSync(file)).toBe(false);
      write(Buffer.from('tures'));
    });
    expect(written).toEqual({ file, bytes: 8 });
    expect(readFileSync(file, 'utf8')).toBe('features');
  });

  it.each([
    ['an error of its own', new OectError('data-corrupt', 'no'), { code: 'data-corrupt', message: 'no' }],
    [
      'a strange one',
      new Error('no'),
      { code: 'write-failed', message: expect.stringMatching(/ cannot be written: no$/) },
    ],
  ])('leaves the file that is there, and nothing else, after %s', async (_, error, thrown) => {
    const file = join(folder, 'c.parquet');
    writeFileSync(file, 'older');
    const writing = writeInPieces(file, async (write) => {
      write(bytes);
      throw error;
    });
    await expect(writing).rejects.toMatchObject(thrown);
    expect(readFileSync(file, 'utf8')).toBe('older');
    expect(readdirSync(folder)).toEqual(['c.parquet']);
  });
});

describe('writeNewFile', () => {
  it('leaves nothing where the file is not wanted any more', async () => {
    const stop = new AbortController();
    const writing = writeNewFile(() => join(folder, 'a.parquet'), filledWith(bytes), stop.signal);
    stop.abort();
    await expect(writing).rejects.toMatchObject({ code: 'aborted', message: expect.stringContaining('a.parquet') });
    expect(readdirSync(folder)).toEqual([]);
  });

  const pathAt = (attempt: number) => join(folder, `${attempt}.parquet`);

  it('takes the first free name', async () => {
    expect(await writeNewFile(pathAt, filledWith(bytes))).toEqual({ file: pathAt(0), bytes: bytes.length });
    mkdirSync(pathAt(1));
    symlinkSync('nowhere', pathAt(2));
    expect(await writeNewFile(pathAt, filledWith(Buffer.from('others')))).toEqual({ file: pathAt(3), bytes: 6 });
    expect(readFileSync(pathAt(0))).toEqual(bytes);
    expect(readdirSync(folder)).toEqual(['0.parquet', '1.parquet', '2.parquet', '3.parquet']);
  });

  it('lets no writer replace what another has just written', async () => {
    const contents = Array.from({ length: 40 }, (_, index) => `content ${index}`);
    const written = await Promise.all(
      contents.map((content) => writeNewFile(pathAt, filledWith(Buffer.from(content)))),
    );
    expect(written.map(({ file }) => readFileSync(file, 'utf8'))).toEqual(contents);
    expect(readdirSync(folder).length).toBe(contents.length);
    expect(readdirSync(folder).filter((name) => name.endsWith('.tmp'))).toEqual([]);
  });

  it('leaves nothing behind when it fails', async () => {
    await expect(writeNewFile(() => join(folder, 'x'.repeat(256)), filledWith(bytes))).rejects.toMatchObject({
      code: 'write-failed',
    });
    expect(readdirSync(folder)).toEqual([]);
  });
});
