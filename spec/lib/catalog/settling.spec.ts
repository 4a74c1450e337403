import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { FoundFile } from '../../../lib/catalog/find-files.js';
import { Settling } from '../../../lib/catalog/settling.js';

const TIMES = { settleMs: 10, patienceMs: 100 };

/** A file in one of its states. */
function found(file: string, state = 0): FoundFile {
  return { kind: 'experiment', file, stamp: { inode: 1, size: state, mtimeMs: state } };
}

describe('Settling', () => {
  it('has a file ripe when it has stayed as it is for long enough', () => {
    const settling = new Settling(TIMES);
    settling.saw(found('a', 1), 0);
    settling.saw(found('a', 1), 8);
    expect(settling.ripe(9)).toEqual([]);
    expect(settling.ripe(10)).toEqual([found('a', 1)]);
  });

  it('begins anew whenever the file has changed', () => {
    const settling = new Settling(TIMES);
    for (let now = 0; now <= 50; now += 5) {
      settling.saw(found('a', now), now);
      expect(settling.ripe(now)).toEqual([]);
    }
    expect(settling.ripe(60)).toEqual([found('a', 50)]);
  });

  it('tries what could not be read again when it has changed, and gives it up when it does not, once', () => {
    const settling = new Settling(TIMES);
    settling.saw(found('a', 1), 0);
    settling.unreadable('a');
    expect(settling.ripe(50)).toEqual([]);
    expect(settling.givenUp(99)).toEqual([]);
    settling.saw(found('a', 2), 99);
    expect(settling.ripe(109)).toEqual([found('a', 2)]);
    settling.unreadable('a');
    expect(settling.givenUp(199)).toEqual([found('a', 2)]);
    expect(settling.givenUp(300)).toEqual([]);
    expect(settling.files).toEqual([]);
    settling.saw(found('a', 3), 400);
    expect(settling.ripe(410)).toEqual([found('a', 3)]);
  });

  it('forgets what was read, or has gone', () => {
    const settling = new Settling(TIMES);
    settling.saw(found('a'), 0);
    expect(settling.files).toEqual([found('a')]);
    settling.forget('a');
    settling.unreadable('a');
    expect([...settling.files, ...settling.ripe(99), ...settling.givenUp(999)]).toEqual([]);
  });

  it('has each state that a file is left in ripe once, however often it is looked at, and no other', () => {
    const writes = fc.array(fc.record({ file: fc.constantFrom('a', 'b', 'c'), pause: fc.nat(25) }), { maxLength: 20 });
    fc.assert(
      fc.property(writes, (writes) => {
        const settling = new Settling(TIMES);
        const states = new Map<string, number>();
        const written = new Map<string, number>();
        const read: string[] = [];
        const expected: string[] = [];
        let now = 0;
        const until = (end: number) => {
          for (; now < end; now++) {
            for (const [file, state] of states) settling.saw(found(file, state), now);
            for (const { file, stamp } of settling.ripe(now)) {
              read.push(`${file} ${stamp.size}`);
              settling.forget(file);
              states.delete(file);
            }
            for (const [file, at] of written) if (now - at === TIMES.settleMs) expected.push(`${file} ${at}`);
          }
        };
        for (const { file, pause } of writes) {
          states.set(file, now);
          written.set(file, now);
          until(now + pause);
        }
        until(now + 100);
        expect(read.sort()).toEqual(expected.sort());
      }),
    );
  });
});
