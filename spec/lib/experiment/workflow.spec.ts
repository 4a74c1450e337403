import { describe, expect, it } from 'vitest';
import { flattenWorkflow, workflowLines, workflowTiming } from '../../../lib/experiment/workflow.js';

const TRANSFER = { id: 't1', type: 'transfer', command_id: 1, params: { isSweep: 1 } };
const TRANSIENT = {
  id: 't2',
  type: 'transient',
  command_id: 2,
  params: { topTime: 50, bottomTime: 150, timeStep: 2, note: null },
};
const LOOP = { id: 'l1', type: 'loop', iterations: 5, steps: [TRANSFER, TRANSIENT] };

describe('workflowTiming', () => {
  it.each([
    ['at the top', [TRANSIENT]],
    ['in a loop', [TRANSFER, LOOP]],
    ['in a loop in a loop', [{ type: 'loop', steps: [{ type: 'output' }, LOOP] }]],
    ['behind a loop without one', [{ type: 'loop', steps: [TRANSFER] }, TRANSIENT]],
    ['written as parameters', [{ type: 'transient', parameters: TRANSIENT.params }]],
    ['in text', [{ type: 'transient', params: { topTime: '50', bottomTime: '150', timeStep: '2' } }]],
  ])('finds the first transient step %s', (_, workflow) => {
    expect(workflowTiming(workflow)).toEqual({ period: 0.2, sampleRate: 500 });
  });

  it('takes the first of several', () => {
    const second = { ...TRANSIENT, params: { topTime: 1, bottomTime: 1, timeStep: 1 } };
    expect(workflowTiming([LOOP, second])).toEqual({ period: 0.2, sampleRate: 500 });
  });

  it('leaves out what the parameters do not say', () => {
    expect(workflowTiming([{ type: 'transient', params: { topTime: 50, timeStep: 1 } }])).toEqual({ sampleRate: 1000 });
    expect(workflowTiming([{ type: 'transient', params: { topTime: 0, bottomTime: 0, timeStep: 0 } }])).toBeUndefined();
  });

  it.each([[[]], [[TRANSFER]], [[null, 5, 'transient', ['transient']]], [[{ type: 'loop', steps: 'transient' }]]])(
    'finds nothing in %j',
    (workflow) => expect(workflowTiming(workflow)).toBeUndefined(),
  );
});

describe('flattenWorkflow', () => {
  it('counts from 1, one number a level', () => {
    expect(flattenWorkflow([LOOP, { type: 'output', parameters: { levels: [1, 2] } }])).toEqual({
      workflow_step_1_id: 'l1',
      workflow_step_1_type: 'loop',
      workflow_step_1_iterations: 5,
      workflow_step_1_1_id: 't1',
      workflow_step_1_1_type: 'transfer',
      workflow_step_1_1_command_id: 1,
      workflow_step_1_1_param_isSweep: 1,
      workflow_step_1_2_id: 't2',
      workflow_step_1_2_type: 'transient',
      workflow_step_1_2_command_id: 2,
      workflow_step_1_2_param_topTime: 50,
      workflow_step_1_2_param_bottomTime: 150,
      workflow_step_1_2_param_timeStep: 2,
      workflow_step_2_type: 'output',
      workflow_step_2_param_levels: '[1,2]',
    });
  });

  it('passes over what is not a step, and still counts it', () => {
    expect(flattenWorkflow(['?', { type: 'output' }])).toEqual({ workflow_step_2_type: 'output' });
  });
});

describe('workflowLines', () => {
  it('draws the tree', () => {
    expect(workflowLines([LOOP, 7])).toEqual([
      '1 loop x 5',
      '  1 transfer isSweep=1',
      '  2 transient topTime=50 bottomTime=150 timeStep=2 note=null',
      '2 7',
    ]);
  });
});
