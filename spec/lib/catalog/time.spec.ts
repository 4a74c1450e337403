import { describe, expect, it } from 'vitest';
import { timeOf } from '../../../lib/catalog/time.js';

describe('timeOf', () => {
  it.each([
    ['2025-08-04', '2025-08-04T00:00:00.000Z'],
    ['2025-08-04T01:02', '2025-08-04T01:02:00.000Z'],
    ['2025-08-04 01:02:03', '2025-08-04T01:02:03.000Z'],
    ['2025-08-04T01:02:03.123456', '2025-08-04T01:02:03.123Z'],
    ['2025-08-04T01:02:03Z', '2025-08-04T01:02:03.000Z'],
    ['2025-08-04T01:02:03+08:00', '2025-08-03T17:02:03.000Z'],
    ['2025-08-04T01:02:03 -0130', '2025-08-04T02:32:03.000Z'],
    ['  2025-08-04 ', '2025-08-04T00:00:00.000Z'],
  ])('reads %s', (text, instant) => {
    expect(new Date(timeOf(text) as number).toISOString()).toBe(instant);
  });

  it.each([
    '',
    'yesterday',
    '2025',
    '2025-13-01',
    '2025-08-04T25:00',
    '2025-08-04 and more',
    '04.08.2025',
    '1754265600',
  ])('takes %j for no time', (text) => {
    expect(timeOf(text)).toBeUndefined();
  });
});
