import { describe, expect, it } from 'vitest';
import type { BatchEvent } from '../../pipelines/batch-event.js';
import { BatchBooks, type BatchReport, rounded } from '../../pipelines/batch-report.js';

const run = { milliseconds: 12.34, workers: 2, mode: 'step' } as const;

function opened(file: string, cells: number): BatchEvent {
  return {
    kind: 'opened',
    file,
    steps: { transfer: cells + 9, transient: 0 },
    cells: cells + 9,
    taken_over: 9,
    reasons: [],
  };
}

function task(file: string, cells: number): BatchEvent {
  return { kind: 'task', file, source: 'transfer', steps: [0, cells], features: ['f'], cells, bytes: 8 * cells };
}

function successful(file: string, values: number, computed: number): BatchEvent {
  const counts = { rows: values, values, nulls: 2, failures: 1, computed, taken_over: 9 };
  const entry = { experiment: 'e', file, output: null, ...counts, supersedes: null, time_ms: 1 };
  return { kind: 'successful', file, entry };
}

function skipped(file: string): BatchEvent {
  return { kind: 'skipped', file, entry: { file, reason: 'up to date', output: `${file}.parquet` } };
}

function failed(file: string): BatchEvent {
  return { kind: 'failed', file, entry: { file, error: { code: 'not-hdf5', message: 'no' } } };
}

function reportOf(files: readonly string[], events: readonly BatchEvent[]): BatchReport {
  const books = new BatchBooks();
  for (const event of events) books.note(event);
  return books.report(files, run);
}

describe('BatchBooks', () => {
  it('sums up what happened: each file in one list, in the order in which they were given', () => {
    const events = [
      opened('b', 5),
      opened('a', 3),
      task('b', 2),
      task('a', 3),
      task('b', 3),
      failed('d'),
      successful('a', 7, 3),
      skipped('f'),
      successful('b', 10, 5),
      opened('e', 4),
      task('e', 1),
      failed('e'),
    ];
    const report = reportOf(['a', 'b', 'c', 'd', 'e', 'f'], events);
    expect(report.successful.map(({ file }) => file)).toEqual(['a', 'b']);
    expect(report.failed.map(({ file }) => file)).toEqual(['d', 'e']);
    expect(report.skipped).toEqual([
      { file: 'c', reason: 'interrupted' },
      { file: 'f', reason: 'up to date', output: 'f.parquet' },
    ]);
    expect(report).toMatchObject({ total_tasks: 10 + 13, total_time_ms: 12.3, workers: 2, mode: 'step' });
    expect(report.peak_rss_bytes).toBeGreaterThan(10e6);
  });

  it.each<[string, readonly BatchEvent[], string]>([
    ['less were answered', [opened('/a.h5', 3), task('/a.h5', 2)], '/a.h5 has 3 cells, of which 2 were answered'],
    ['more were answered', [opened('/a.h5', 3), task('/a.h5', 4)], '/a.h5 has 3 cells, of which 4 were answered'],
    ['none was answered', [opened('/a.h5', 3)], '/a.h5 has 3 cells, of which 0 were answered'],
    ['it was never opened', [], '/a.h5 has undefined cells, of which 0 were answered'],
    [
      'it says that something else was computed',
      [opened('/a.h5', 2), task('/a.h5', 2)],
      '/a.h5 says that 3 of 2 cells were computed',
    ],
    [
      'it was skipped as well',
      [opened('/a.h5', 3), task('/a.h5', 3), skipped('/a.h5')],
      '/a.h5 both succeeded and was skipped',
    ],
    ['it has failed as well', [opened('/a.h5', 0), failed('/a.h5')], '/a.h5 both succeeded and failed'],
  ])('does not balance for an experiment that succeeded when %s', (_, events, message) => {
    expect(() => reportOf(['/a.h5'], [...events, successful('/a.h5', 1, 3)])).toThrow(
      expect.objectContaining({
        code: 'internal',
        file: '/a.h5',
        message: `the books do not balance: ${message}`,
      }),
    );
  });

  it('does not ask for all cells of an experiment that failed', () => {
    expect(reportOf(['a'], [opened('a', 3), task('a', 1), failed('a')]).failed).toHaveLength(1);
  });
});

describe('rounded', () => {
  it('gives ms to a tenth', () => {
    expect([0, 0.04, 0.05, 12.34, 99.96].map(rounded)).toEqual([0, 0, 0.1, 12.3, 100]);
  });
});
