import {
  appendFileSync,
  closeSync,
  copyFileSync,
  openSync,
  renameSync,
  rmSync,
  statSync,
  truncateSync,
  writeSync,
} from 'node:fs';

/** What may happen to a file that is being read; `other` is another experiment file. */
const FAULTS = {
  disappears: (file: string) => rmSync(file),
  'is replaced': (file: string, other: string) => {
    copyFileSync(other, `${file}.new`);
    renameSync(`${file}.new`, file);
  },
  'is written over': (file: string, other: string) => copyFileSync(other, file),
  grows: (file: string) => appendFileSync(file, 'more'),
  'is cut in half': (file: string) => truncateSync(file, Math.floor(statSync(file).size / 2)),
  'is emptied': (file: string) => truncateSync(file),
  'is damaged': (file: string) => {
    const descriptor = openSync(file, 'r+');
    // Over the chunks; the head of the file is before them.
    const { size } = statSync(file);
    writeSync(descriptor, Buffer.alloc(Math.floor(size / 4), 0xa5), 0, undefined, Math.floor(size / 2));
    closeSync(descriptor);
  },
} as const satisfies Readonly<Record<string, (file: string, other: string) => void>>;

export type FileFault = keyof typeof FAULTS;

export const FILE_FAULTS = Object.keys(FAULTS) as readonly FileFault[];

/** Has it happen now. */
export function breakFile(fault: FileFault, file: string, other: string): void {
  FAULTS[fault](file, other);
}
