import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { nearest, suggestion } from '../../lib/nearest.js';

const known = ['transfer.gm_max', 'transfer.Von', 'transient.cycles'];

describe('nearest', () => {
  it.each([
    ['transfer.gm_mx', 'transfer.gm_max'],
    ['TRANSFER.VON', 'transfer.Von'],
    ['transient.cycle', 'transient.cycles'],
    ['von', undefined],
    ['', undefined],
  ])('takes %j for %j', (word, meant) => {
    expect(nearest(word, known)).toBe(meant);
  });

  it('does not take a short word for another one that has nothing in common with it', () => {
    expect(nearest('zz', ['gm'])).toBeUndefined();
    expect(nearest('gn', ['gm'])).toBe('gm');
  });

  it('knows each of the words, whatever its case, and gives only words that are known', () => {
    const words = fc.uniqueArray(fc.string({ minLength: 1 }), { selector: (word) => word.toLowerCase(), minLength: 1 });
    fc.assert(
      fc.property(words, fc.string(), (words, other) => {
        for (const word of words)
          expect(
            nearest(word.toUpperCase().toLowerCase() === word.toLowerCase() ? word.toUpperCase() : word, words),
          ).toBe(word);
        const meant = nearest(other, words);
        if (meant !== undefined) expect(words).toContain(meant);
      }),
    );
  });

  it('takes any iterable, an empty one too', () => {
    expect(nearest('a', new Map([['a', 1]]).keys())).toBe('a');
    expect(nearest('a', [])).toBeUndefined();
  });

  it('takes a word that was not written to the end for the first that begins so', () => {
    expect(nearest('transfer.gm', ['transfer.Von', 'transfer.gm_max', 'transfer.gm_max_coords'])).toBe(
      'transfer.gm_max',
    );
    expect(nearest('tr', ['transfer.gm_max'])).toBeUndefined();
  });
});

describe('suggestion', () => {
  it.each([
    ['transfer.Vom', known, 'did you mean "transfer.Von"?'],
    ['x', known, 'known: transfer.gm_max, transfer.Von, transient.cycles'],
    ['x', [], 'there are none'],
    ['x', Array.from({ length: 32 }, (_, i) => `w${i}`), /^known: w0, w1, .*, w29 and 2 more$/],
  ])('says for %j among %j: %s', (word, words, text) => {
    expect(suggestion(word, words)).toEqual(typeof text === 'string' ? text : expect.stringMatching(text));
  });
});
