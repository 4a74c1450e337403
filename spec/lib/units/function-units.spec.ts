import { describe, expect, it } from 'vitest';
import { FUNCTIONS } from '../../../lib/expression/functions/registry.js';
import { FUNCTION_UNITS } from '../../../lib/units/function-units.js';

const definitions = Object.values(FUNCTIONS).flatMap((functions) => [...functions.values()]);

describe('FUNCTION_UNITS', () => {
  it('has every function that can be called, and no other', () => {
    const names = new Set(definitions.map(({ name }) => name));
    expect([...FUNCTION_UNITS.keys()].sort()).toEqual([...names].sort());
  });

  it('asks for arguments that a function of the name has', () => {
    for (const [name, rule] of FUNCTION_UNITS) {
      const same = definitions.filter((definition) => definition.name === name);
      const known = new Set(same.flatMap(({ parameters }) => [...parameters.keys()]));
      const asked: string[] = [];
      const argument = (each: string) => {
        asked.push(each);
        return { kind: 'unknown' } as const;
      };
      const call = { kind: 'call', namespace: 'numpy', name, arguments: new Map(), span: { from: 0, to: 0 } } as const;
      rule({ call, argument, common: (...names) => names.map(argument)[0] ?? argument('') });
      expect([name, asked.filter((each) => !known.has(each))]).toEqual([name, []]);
    }
  });
});
