import { appendFileSync, renameSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { checkUnchanged, stampOf } from '../../../lib/experiment/file-stamp.js';
import { temporaryFolder } from '../../support/temporary-folder.js';

const folder = temporaryFolder();

it.each<[string, (file: string) => void, string]>([
  ['longer', (file) => appendFileSync(file, 'x'), 'changed from 3 to 4 bytes'],
  ['touched', (file) => utimesSync(file, 1, 1), 'written to'],
  ['removed', (file) => rmSync(file), 'disappeared'],
  [
    'replaced',
    (file) => {
      writeFileSync(`${file}.new`, 'abc');
      renameSync(`${file}.new`, file);
    },
    'replaced by another file',
  ],
])('a file that is %s is no longer the one that was stamped', (name, change, found) => {
  const file = join(folder, name);
  writeFileSync(file, 'abc');
  const stamp = stampOf(file);
  checkUnchanged(file, stamp);
  change(file);
  expect(() => checkUnchanged(file, stamp)).toThrow(
    expect.objectContaining({ code: 'file-changed', file, message: expect.stringContaining(found) }),
  );
});

it('a file that is not there has no stamp', () => {
  expect(() => stampOf(join(folder, 'nope'))).toThrow(expect.objectContaining({ code: 'file-not-found' }));
});
