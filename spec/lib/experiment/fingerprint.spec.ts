import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { fingerprint } from '../../../lib/experiment/fingerprint.js';
import { temporaryFolder } from '../../support/temporary-folder.js';

const folder = temporaryFolder();

it('is the SHA-256 of the bytes', () => {
  const file = join(folder, 'abc');
  writeFileSync(file, 'abc');
  expect(fingerprint(file)).toBe('ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad');
});

it('covers a file of several buffers to its last byte', () => {
  const file = join(folder, 'long');
  const bytes = Buffer.alloc(3 * 2 ** 20 + 17);
  writeFileSync(file, bytes);
  const before = fingerprint(file);
  bytes[bytes.length - 1] = 1;
  writeFileSync(file, bytes);
  expect(fingerprint(file)).not.toBe(before);
});

it('refuses what is not there, and a directory', () => {
  expect(() => fingerprint(join(folder, 'nope'))).toThrow(expect.objectContaining({ code: 'file-not-found' }));
  expect(() => fingerprint(folder)).toThrow(expect.objectContaining({ name: 'OectError' }));
});
