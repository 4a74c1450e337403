import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { distinctNames } from '../../../lib/sql/distinct-names.js';
import { mentionedViews, viewNames } from '../../../lib/sql/view-names.js';

describe('viewNames', () => {
  it('are the names of the configurations, where these mean nothing else', () => {
    expect(viewNames(['v2_all', 'STEPS', 'experiments', 'V2_all'])).toEqual([
      ...['v2_all', 'STEPS_features', 'experiments_features', 'V2_all_1'],
    ]);
  });
});

describe('distinctNames', () => {
  it('are as many, tell apart without case, and leave the first of each name as it is', () => {
    const name = fc.constantFrom('a', 'A', 'a_1', 'A_1', 'b', 'step_index');
    fc.assert(
      fc.property(fc.array(name), (names) => {
        const distinct = distinctNames(names, ['Step_Index']);
        expect(distinct.length).toBe(names.length);
        expect(new Set([...distinct.map((one) => one.toLowerCase()), 'step_index']).size).toBe(names.length + 1);
        if (names[0] !== undefined && names[0] !== 'step_index') expect(distinct[0]).toBe(names[0]);
      }),
    );
  });
});

describe('mentionedViews', () => {
  const views = ['experiments', 'steps', 'v2_all', 'v2', 'a.b (c)'];

  it.each([
    ['from V2_ALL', ['v2_all']],
    ['select transfer_steps from experiments', ['experiments']],
    ['select 1 from "a.b (c)", v2', ['v2', 'a.b (c)']],
    ['from main.steps', ['steps']],
    ['show tables', views],
  ])('finds the views that a statement needs: %s', (sql, mentioned) => {
    expect(mentionedViews(sql, views)).toEqual(mentioned);
  });
});
