import { existsSync } from 'node:fs';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { simulatedFiles } from './simulated.js';

const DISTINCT = 40;
const PER_CHIP = 100;

/**
 * A folder with many tiny experiment files on many chips, kept in the system's folder for temporary files for the next bench.
 * They are copies of few simulated ones, in which chip, test and day have been written over with others of the same length: a file
 * takes a millisecond to make, and is opened like any other.
 */
export async function manyFiles(count: number): Promise<string> {
  const folder = join(tmpdir(), `oect-bench-data-many-${count}`);
  const done = join(folder, 'complete');
  if (existsSync(done)) return folder;
  const originals = await simulatedFiles({ experiments: DISTINCT, steps: 2, points: 21, cycles: 1, periodPoints: 8 });
  const contents = await Promise.all(originals.map((file) => readFile(file)));
  for (let i = 0; i < count; i++) {
    const chip = `#2025${String(Math.floor(i / PER_CHIP)).padStart(7, '0')}`;
    const device = (i % DISTINCT) + 1;
    const original = contents[i % DISTINCT] as Buffer;
    const number = /_(\d{4})\.h5$/.exec(basename(originals[i % DISTINCT] as string))?.[1] as string;
    const test = `test_2025${String(i).padStart(4, '0')}_${number}`;
    const bytes = Buffer.from(original);
    replace(bytes, '#20250804008', chip);
    replace(bytes, `test_20250804_${number}`, test);
    replace(bytes, '2025-08-04T', `2025-08-${String((i % 28) + 1).padStart(2, '0')}T`);
    await mkdir(join(folder, chip), { recursive: true });
    await writeFile(join(folder, chip, `${chip}-${device}-stability-${test}.h5`), bytes);
  }
  await writeFile(done, '');
  return folder;
}

/** Writes one text over another of the same length, everywhere. */
function replace(bytes: Buffer, from: string, to: string): void {
  if (from.length !== to.length) throw new Error(`"${to}" is not as long as "${from}"`);
  for (let at = bytes.indexOf(from); at >= 0; at = bytes.indexOf(from, at)) at += bytes.write(to, at, 'latin1');
}
