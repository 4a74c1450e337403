import { Command } from 'commander';
import { describe, expect, it } from 'vitest';
import { addSearchOptions, queryOf } from '../../../pipelines/cli/search-options.js';

function parsed(...args: readonly string[]) {
  const command = addSearchOptions(new Command())
    .exitOverride()
    .configureOutput({ writeErr: () => {} });
  return queryOf(command.parse(args, { from: 'user' }).opts());
}

describe('queryOf', () => {
  it('has every condition of a search', () => {
    const query = parsed(
      ...['--chip', '#1', '--device', '1', '--device', '2', '--test', 't', '--batch', 'b', '--status', 'completed'],
      ...[
        '--device-type',
        'P',
        '--description',
        'a gel',
        '--text',
        'gel 7',
        '--has',
        'v2_all',
        '--missing',
        'mine.yaml',
      ],
      ...['--created-after', '2025-08-04', '--created-before', '2025-08-05', '--completed-after', '2025-08-06'],
      ...['--completed-before', '2025-08-07', '--min-steps', '1', '--max-steps', '2', '--min-completion', '0.5'],
      ...['--max-completion', '99', '--with', 'transfer', '--without', 'transient'],
      ...['--order-by', 'steps', '--desc', '--limit', '3', '--offset', '4', '--where', 'workflow_step_1_type=loop'],
    );
    expect(query).toEqual({
      chip_id: '#1',
      device_id: ['1', '2'],
      test_id: 't',
      batch_id: 'b',
      status: 'completed',
      device_type: 'P',
      description: 'a gel',
      text_search: 'gel 7',
      has_features: 'v2_all',
      missing_features: 'mine.yaml',
      created_after: '2025-08-04',
      created_before: '2025-08-05',
      completed_after: '2025-08-06',
      completed_before: '2025-08-07',
      min_steps: 1,
      max_steps: 2,
      min_completion: 0.5,
      max_completion: 99,
      has_transfer_data: true,
      has_transient_data: false,
      order_by: 'steps',
      order_desc: true,
      limit: 3,
      offset: 4,
      workflow_step_1_type: 'loop',
    });
  });

  it('is empty where nothing is asked for', () => {
    expect(parsed()).toEqual({});
  });

  it('reads both sources at once', () => {
    expect(parsed('--with', 'both')).toEqual({ has_transfer_data: true, has_transient_data: true });
    expect(parsed('--without', 'both')).toEqual({ has_transfer_data: false, has_transient_data: false });
  });

  it('reads values and ranges of the workflow', () => {
    expect(parsed('--where', 'workflow_a = 50 ms', '--where', 'workflow_b>=1.5', '--where', 'workflow_b <= 2')).toEqual(
      {
        workflow_a: '50 ms',
        workflow_b: { min: 1.5, max: 2 },
      },
    );
  });

  it.each([
    'topTime=5',
    'workflow_a',
    'workflow_a=',
    'workflow_a>=',
    'workflow_a>=many',
    'workflow_a>5',
    'workflow a=5',
  ])('refuses the condition %j', (condition) => {
    expect(() => parsed('--where', condition)).toThrow(`"${condition}" is no condition; write workflow_KEY=VALUE`);
  });

  it.each([
    ['--limit', '-1'],
    ['--min-steps', 'many'],
    ['--with', 'data'],
  ])('refuses %s %s', (...args) => {
    expect(() => parsed(...args)).toThrow();
  });
});
