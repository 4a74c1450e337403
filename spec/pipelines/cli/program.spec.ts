import { describe, expect, it } from 'vitest';
import { VERSION } from '../../../lib/version.js';
import { exitCodeOf } from '../../../pipelines/cli/exit.js';
import { createProgram } from '../../../pipelines/cli/program.js';
import { OECT, oect, runCommand } from '../../support/oect.js';
import { temporaryFolder } from '../../support/temporary-folder.js';

const folder = temporaryFolder();
const COMMANDS = ['extract', 'catalog', 'watch', 'combine', 'sql', 'inspect', 'simulate', 'configs', 'extractors'];

/** What a command line that asks for nothing to be done gives: its exit code, and all that is printed. */
async function parsed(...args: readonly string[]): Promise<{ readonly code: number; readonly printed: string }> {
  const program = createProgram();
  let printed = '';
  const write = (text: string) => {
    printed += text;
  };
  for (const command of [program, ...program.commands]) command.configureOutput({ writeOut: write, writeErr: write });
  const error: unknown = await program.parseAsync(args, { from: 'user' }).then(
    () => undefined,
    (error) => error,
  );
  return { code: exitCodeOf(error), printed };
}

describe('createProgram', () => {
  it('has a help with examples and exit codes', async () => {
    const { code, printed } = await parsed('--help');
    expect(code).toBe(0);
    for (const command of COMMANDS) expect(printed).toMatch(new RegExp(`^  ${command} `, 'm'));
    expect(printed).toMatch(/^Examples:\n {2}oect \w+/m);
    for (const code of [0, 1, 2, 130]) expect(printed).toMatch(new RegExp(`Exit codes:.*\\b${code} [a-z]`));
  });

  it.each(COMMANDS)('has examples in the help of %s', async (command) => {
    const { code, printed } = await parsed(command, '--help');
    expect(code).toBe(0);
    expect(printed).toMatch(new RegExp(`\nExamples:\n  oect ${command}`));
  });

  it.each<readonly [string, readonly string[], RegExp]>([
    ['an unknown command', ['extrac'], /unknown command 'extrac'\n.*extract\?/],
    ['an unknown option', ['--verison'], /unknown option '--verison'\n.*--version\?/],
    ['an unknown option of a command', ['extract', 'x', '-c', 'y', '--worker', '2'], /'--worker'\n.*--workers\?/],
    ['no configuration', ['extract', 'x'], /required option '-c, --config <name\|file>' not specified/],
    ['no path', ['extract', '-c', 'v2_all'], /missing required argument 'path'/],
    ['no folder', ['simulate'], /missing required argument 'dir'/],
    ['no file', ['inspect'], /missing required argument 'file'/],
    ['a number that is none', ['extract', 'x', '--workers', 'many'], /--workers <n>.*"many" is not a whole number/],
    ['a number too small', ['extract', 'x', '--max-open', '0'], /"0" is not a whole number of at least 1/],
    ['a number with a fraction', ['extract', 'x', '--timeout', '1.5'], /"1.5" is not a whole number of at least 0/],
    ['no number', ['simulate', 'x', '--seed', ''], /"" is not a whole number of at least 0/],
    ['too few points', ['simulate', 'x', '--points', '2'], /"2" is not a whole number of at least 3/],
    ['an unknown mode', ['extract', 'x', '--mode', 'fast'], /'fast' is invalid. Allowed choices are step, experiment/],
    ['an unknown format', ['extract', 'x', '--format', 'csv'], /'csv' is invalid. Allowed .* parquet, arrow, none/],
  ])('refuses %s with exit code 2, and says where help is', async (_, args, message) => {
    const { code, printed } = await parsed(...args);
    expect(code).toBe(2);
    expect(printed).toMatch(message);
    expect(printed).toContain('--help');
  });
});

describe('oect', () => {
  it('says its version', async () => {
    expect(await oect(['--version'], folder)).toEqual({ code: 0, stdout: `${VERSION}\n`, stderr: '' });
  });

  it('shows how it is used when nothing is asked for, with exit code 2', async () => {
    const { code, stdout, stderr } = await oect([], folder);
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
    expect(stderr).toMatch(/^Usage: oect/);
  });

  it.skipIf(process.platform === 'win32')('does not mind a reader that has gone', async () => {
    const pipe = 'set -o pipefail; "$0" "$1" extractors --json | true';
    const ended = await runCommand('bash', ['-c', pipe, process.execPath, OECT], folder);
    expect(ended).toEqual({ code: 0, stdout: '', stderr: '' });
  });
});
