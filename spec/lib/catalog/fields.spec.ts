import { describe, expect, it } from 'vitest';
import { experimentId, fieldsOf } from '../../../lib/catalog/fields.js';
import { experimentOf } from '../../support/catalog-entries.js';

describe('fieldsOf', () => {
  it('gives what an experiment says, and its numbers of steps', () => {
    const attributes = {
      chip_id: ' #1 ',
      device_number: 7,
      test_id: '',
      name: 'run',
      created_at: '2025-08-04T10:00:00',
      completion_percentage: '99.5',
      baudrate: 9600,
    };
    expect(fieldsOf(experimentOf({ attributes, transfer: 2, transient: 3 }))).toEqual({
      chip_id: '#1',
      device_id: '7',
      name: 'run',
      created_at: '2025-08-04T10:00:00',
      completion: 99.5,
      steps: 5,
      transfer_steps: 2,
      transient_steps: 3,
      bytes: 1000,
      file: '/data/#1-1-a-test_1.h5',
    });
  });

  it('takes no text for a number that is none', () => {
    for (const completion_percentage of ['', ' ', 'half', 'NaN']) {
      expect(fieldsOf(experimentOf({ attributes: { completion_percentage } }))).not.toHaveProperty('completion');
    }
  });
});

describe('experimentId', () => {
  it('is the name of the file without its ending', () => {
    expect(experimentId({ file: '/data/#1-1-a.h5-test_1.h5' })).toBe('#1-1-a.h5-test_1');
  });
});
