import { cpus } from 'node:os';
import type { Case, Measurement } from './catalog-case.js';
import { inChild } from './child.js';
import { manyFiles } from './many-files.js';
import { markdownTable, median } from './measure.js';

const FILES = 10_000;

/** A catalog of many tiny experiments: the first scan, beside only opening the same files; then what is done every day. */
export async function catalogBench(): Promise<string> {
  const folder = await manyFiles(FILES);
  const scans: (string | number)[][] = [];
  let often: Measurement['often'] = {};
  for (const workers of [1, 2]) {
    const measured = await inChild<Measurement>('./catalog-case.ts', { folder, workers } satisfies Case);
    const perSecond = (ms: number) => Math.round((1000 * measured.files) / ms);
    scans.push([workers, (measured.scanMs / 1000).toFixed(1), perSecond(measured.scanMs), perSecond(measured.openMs)]);
    often = measured.often;
  }
  return [
    `${FILES} experiment files of 22 kB; medians; ${cpus().length} x ${cpus()[0]?.model}`,
    '',
    markdownTable(['workers', 'first scan, s', 'files/s', 'opened and closed, files/s'], scans),
    '',
    markdownTable(
      ['then', 'ms'],
      Object.entries(often).map(([name, ms]) => [name, median(ms).toFixed(1)]),
    ),
  ].join('\n');
}
