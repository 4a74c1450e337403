import { execFile } from 'node:child_process';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { fillFile } from '../../../lib/table/fill-file.js';
import { temporaryFolder } from '../../support/temporary-folder.js';

const folder = temporaryFolder();
const path = join(folder, '.tmp');

describe('fillFile', () => {
  it('holds nothing but the pieces, in their order, whatever was in the file', async () => {
    const piece = fc
      .tuple(fc.oneof(fc.nat(9), fc.nat(200_000)), fc.nat(255))
      .map(([length, byte]) => Buffer.alloc(length, byte));
    await fc.assert(
      fc.asyncProperty(fc.array(piece, { maxLength: 12 }), piece, async (pieces, before) => {
        writeFileSync(path, before);
        const size = await fillFile(path, 'a.parquet', async (write) => {
          for (const piece of pieces) {
            write(piece);
            await null;
          }
        });
        const content = Buffer.concat(pieces);
        expect(size).toBe(content.length);
        expect(readFileSync(path).equals(content)).toBe(true);
      }),
      { numRuns: 50 },
    );
  });

  it('makes no file: whoever has removed it does not want it', async () => {
    const gone = join(folder, 'gone');
    await expect(fillFile(gone, 'a.parquet', async () => {})).rejects.toMatchObject({
      code: 'write-failed',
      file: 'a.parquet',
    });
    expect(existsSync(gone)).toBe(false);
  });

  it('throws what the content ends in as it is', async () => {
    writeFileSync(path, '');
    const error = new Error('no content');
    await expect(fillFile(path, 'a.parquet', () => Promise.reject(error))).rejects.toBe(error);
  });

  it.skipIf(process.platform === 'win32')('says what the system does not take, by the name that is to be', async () => {
    const module = fileURLToPath(new URL('../../../dist/lib/table/fill-file.js', import.meta.url));
    const program = `
      import { fillFile } from ${JSON.stringify(module)};
      const fill = async (write) => { for (let i = 0; i < 100; i++) write(Buffer.alloc(10_000)); };
      const error = await fillFile(${JSON.stringify(path)}, 'a.parquet', fill).catch((error) => error);
      process.stdout.write(JSON.stringify({ code: error.code, message: error.message }));`;
    const { stdout } = await promisify(execFile)('bash', [
      '-c',
      'ulimit -f 64; exec "$0" --input-type=module -e "$1"',
      process.execPath,
      program,
    ]);
    expect(JSON.parse(stdout)).toEqual({
      code: 'write-failed',
      message: expect.stringMatching(/^a\.parquet cannot be written: it is larger than .* allows; choose/),
    });
  });
});
