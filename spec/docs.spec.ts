import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { runCommand } from './support/oect.js';

const root = fileURLToPath(new URL('..', import.meta.url));
const typedoc = join(root, 'node_modules', '.bin', 'typedoc');

describe('the reference documentation', () => {
  it('has a word on everything that is exported, and no link that leads nowhere', async () => {
    const checking = ['--emit', 'none', '--logLevel', 'Warn', '--treatValidationWarningsAsErrors'];
    const { code, stderr } = await runCommand(typedoc, ['--options', 'docs/typedoc.json', ...checking], root);
    // Of two sources of one sentence, which parameters and their schema are, TypeDoc takes one and says so.
    const told = stderr.split('\n').filter((line) => /^\S*\[(warning|error)/.test(line));
    const harmless = /has multiple declarations with a comment|Found 0 errors and \d+ warnings/;
    expect({ code, told: told.filter((line) => !harmless.test(line)) }).toEqual({ code: 0, told: [] });
  }, 120_000);
});
