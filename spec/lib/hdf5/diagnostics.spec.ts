import { describe, expect, it } from 'vitest';
import { diagnose, parseDiagnostics } from '../../../lib/hdf5/diagnostics.js';

function stack(...frames: readonly (readonly [where: string, message: string, minor: string])[]): string {
  const lines = frames.map(
    ([where, message, minor], i) =>
      `  #00${i}: /src/H5X.c line 12 in ${where}(): ${message}\n    major: File accessibility\n    minor: ${minor}\n`,
  );
  return `HDF5-DIAG: Error detected in HDF5 (2.0.0):\n${lines.join('')}`;
}

describe('parseDiagnostics', () => {
  it('takes the error stack apart, messages of several lines included', () => {
    const printed = stack(
      ['H5Dread', "can't read data", 'Read failed'],
      ['H5FD__sec2_read', 'time = Mon\n, errno = 31', 'Read failed'],
    );
    expect(parseDiagnostics(printed)).toEqual([
      { where: 'H5Dread', message: "can't read data", minor: 'Read failed' },
      { where: 'H5FD__sec2_read', message: 'time = Mon , errno = 31', minor: 'Read failed' },
    ]);
  });

  it('finds nothing in other text', () => {
    expect(parseDiagnostics('Cannot enlarge memory')).toEqual([]);
  });
});

describe('diagnose', () => {
  it.each([
    ['file-truncated', 'truncated file: eof = 60', 'File has been truncated'],
    ['not-hdf5', 'file signature not found', 'Not an HDF5 file'],
    ['wrong-layout', "required filter 'lzf' is not registered", 'Read failed'],
    ['data-corrupt', 'filter returned failure during read', 'Read failed'],
  ] as const)('says %s when HDF5 says %s', (code, message, minor) => {
    const diagnosis = diagnose(
      stack(['H5Fopen', 'unable to open file', 'Unable to open file'], ['H5X', message, minor]),
    );
    expect(diagnosis.code).toBe(code);
    expect(diagnosis.cause).toContain(message);
  });

  it('quotes the telling frame, even if frames follow it', () => {
    const printed = stack(
      ['H5Z_pipeline', "required filter 'x' is not registered", 'Read failed'],
      ['H5PL__find', "can't open directory", 'Read failed'],
    );
    expect(diagnose(printed).cause).toContain("required filter 'x'");
  });

  it('takes an exception for damage', () => {
    const { code, cause } = diagnose('', new Error('memory access out of bounds'));
    expect(code).toBe('data-corrupt');
    expect(cause).toContain('memory access out of bounds');
  });
});
