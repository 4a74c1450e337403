import { describe, expect, it } from 'vitest';
import { FeatureLookup, originOf } from '../../../lib/catalog/made-from.js';
import { experimentOf, featuresOf, type Sketch } from '../../support/catalog-entries.js';

const CREATED = Date.parse('2025-09-05T14:30:00.000Z');
const attributes = { chip_id: '#1', device_number: '1', test_id: 'test_1' };
const features = featuresOf({ chip: '#1', device: '1', test: 'test_1' });
const older: Sketch = { attributes, mtimeMs: CREATED - 1 };

describe('originOf', () => {
  it.each<readonly [string, Sketch, string]>([
    ['has the content', { ...older, hash: 'beef' }, 'this'],
    ['has the content, and another name and identity', { file: '/x/y.h5', hash: 'beef', mtimeMs: CREATED + 1 }, 'this'],
    ['has other content', { ...older, hash: 'dead' }, 'another'],
    ['has not been written to since', older, 'this'],
    ['has been written to since', { ...older, mtimeMs: CREATED + 1 }, 'unsure'],
    ['has another file name', { ...older, file: '/data/renamed.h5' }, 'unsure'],
    ['is of another device', { ...older, attributes: { ...attributes, device_number: '2' } }, 'another'],
    ['is of another test', { ...older, attributes: { ...attributes, test_id: 'test_2' } }, 'another'],
    ['does not say what it is', { mtimeMs: 0 }, 'another'],
  ])('of an experiment that %s', (_, sketch, origin) => {
    const experiment = experimentOf(sketch);
    expect(originOf(features, experiment)).toBe(origin);
    expect(new FeatureLookup([features]).of(experiment)).toEqual(origin === 'another' ? [] : [features]);
  });

  it('goes by the file name where nothing says what an experiment is', () => {
    expect(originOf(featuresOf(), experimentOf({ mtimeMs: CREATED - 1 }))).toBe('this');
    expect(originOf(featuresOf(), experimentOf({ mtimeMs: CREATED - 1, file: '/data/other.h5' }))).toBe('unsure');
  });
});
