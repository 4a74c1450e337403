import { createRequire } from 'node:module';
import { join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { OectError } from '../../lib/errors.js';

/**
 * URL of an extractor module: a path from the working folder, or a package that is installed there.
 *
 * @throws OectError `bad-module` if there is none
 */
export function moduleUrl(name: string): string {
  const { resolve: find } = createRequire(join(process.cwd(), 'any-name.js'));
  for (const candidate of [resolve(name), name]) {
    try {
      return pathToFileURL(find(candidate)).href;
    } catch {
      // The other candidate may be there; if neither is, that is said below.
    }
  }
  throw new OectError('bad-module', `there is no extractor module ${name}; give the path of a JavaScript file`);
}
