import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Allowance } from '../../../lib/memory/allowance.js';

type Deed =
  | { readonly kind: 'ask'; readonly bytes: number }
  /** Of the one that asked as the nth, whether it has its share, waits or is gone. */
  | { readonly kind: 'give back' | 'leave'; readonly nth: number };

const deeds: fc.Arbitrary<readonly Deed[]> = fc.array(
  fc.oneof(
    fc.nat(15).map((bytes) => ({ kind: 'ask', bytes }) as const),
    fc.tuple(fc.constantFrom('give back' as const, 'leave' as const), fc.nat(12)).map(([kind, nth]) => ({ kind, nth })),
  ),
  { maxLength: 40 },
);

/** What should be: those who asked in their order, each waiting, holding its share, or gone. */
class Model {
  readonly asked: { readonly share: number; state: 'waits' | 'holds' | 'gone' }[] = [];

  readonly total: number;

  constructor(total: number) {
    this.total = total;
  }

  get held(): number {
    return this.asked.reduce((sum, { share, state }) => sum + (state === 'holds' ? share : 0), 0);
  }

  do(deed: Deed): void {
    if (deed.kind === 'ask') {
      this.asked.push({ share: Math.min(deed.bytes, this.total), state: 'waits' });
    } else {
      const one = this.asked[deed.nth];
      if (one?.state === (deed.kind === 'leave' ? 'waits' : 'holds')) one.state = 'gone';
    }
    for (const one of this.asked.filter(({ state }) => state === 'waits')) {
      if (one.share > this.total - this.held) return;
      one.state = 'holds';
    }
  }
}

describe('Allowance', () => {
  it('gives what a simple model gives, to the same ones, whatever happens; never more than there is', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 12 }), deeds, (total, deeds) => {
        const model = new Model(total);
        const allowance = new Allowance(total);
        const gaveBack: (() => void)[] = [];
        const leave: (() => void)[] = [];
        const granted: number[] = [];
        const gone = new Set<number>();
        for (const deed of deeds) {
          if (deed.kind === 'ask') {
            const nth = leave.length;
            leave.push(() => {});
            leave[nth] = allowance.ask(deed.bytes, (giveBack) => {
              granted.push(nth);
              gaveBack[nth] = giveBack;
            });
          } else if (deed.kind === 'give back') {
            if (gaveBack[deed.nth] !== undefined) gone.add(deed.nth);
            gaveBack[deed.nth]?.();
          } else {
            leave[deed.nth]?.();
          }
          model.do(deed);
          const holders = model.asked.flatMap(({ state }, nth) => (state === 'holds' ? [nth] : []));
          expect(granted.filter((nth) => !gone.has(nth))).toEqual(holders);
          expect(allowance.isShort).toBe(model.asked.some(({ state }) => state === 'waits'));
          expect(model.held).toBeLessThanOrEqual(total);
        }
      }),
      { numRuns: 1000 },
    );
  });

  it('serves first who came first, also where a later one would have enough', () => {
    const allowance = new Allowance(10);
    const granted: string[] = [];
    let giveBack = () => {};
    allowance.ask(6, (give) => {
      giveBack = give;
    });
    allowance.ask(8, () => granted.push('large'));
    allowance.ask(1, () => granted.push('small'));
    expect(granted).toEqual([]);
    giveBack();
    expect(granted).toEqual(['large', 'small']);
  });

  it('gives all there is to one that asks for more, and it has that alone', () => {
    const allowance = new Allowance(10);
    const holders = new Set<string>();
    const backs = new Map<string, () => void>();
    const ask = (name: string, bytes: number) =>
      allowance.ask(bytes, (giveBack) => {
        holders.add(name);
        backs.set(name, () => {
          holders.delete(name);
          giveBack();
        });
      });
    ask('a', 1);
    ask('huge', Number.POSITIVE_INFINITY);
    ask('b', 1);
    expect([...holders]).toEqual(['a']);
    backs.get('a')?.();
    expect([...holders]).toEqual(['huge']);
    backs.get('huge')?.();
    expect([...holders]).toEqual(['b']);
  });

  it('counts what is given back twice once', () => {
    const allowance = new Allowance(2);
    let giveBack = () => {};
    allowance.ask(1, (give) => {
      giveBack = give;
    });
    allowance.ask(1, () => {});
    giveBack();
    giveBack();
    const granted: number[] = [];
    for (const nth of [1, 2]) allowance.ask(1, () => granted.push(nth));
    expect(granted).toEqual([1]);
  });

  it('serves those behind one that leaves; to leave twice, or with a share, does nothing', () => {
    const allowance = new Allowance(10);
    const granted: string[] = [];
    const leaveHolder = allowance.ask(6, () => granted.push('holder'));
    const leave = allowance.ask(5, () => granted.push('waits'));
    allowance.ask(4, () => granted.push('behind'));
    leaveHolder();
    expect(granted).toEqual(['holder']);
    leave();
    leave();
    expect(granted).toEqual(['holder', 'behind']);
    expect(allowance.isShort).toBe(false);
  });

  it('serves all who wait when each gives back what it gets at once', () => {
    const allowance = new Allowance(1);
    const granted: number[] = [];
    let giveBack = () => {};
    allowance.ask(1, (give) => {
      giveBack = give;
    });
    for (let nth = 0; nth < 1000; nth++) {
      allowance.ask(1, (give) => {
        granted.push(nth);
        give();
      });
    }
    giveBack();
    expect(granted).toEqual(Array.from({ length: 1000 }, (_, nth) => nth));
  });

  it.each([Number.NaN, -1])('refuses to give %s bytes', (bytes) => {
    const allowance = new Allowance(10);
    expect(() => allowance.ask(bytes, () => expect.unreachable())).toThrow(`${bytes} bytes`);
    expect(allowance.isShort).toBe(false);
  });
});
