import * as v from 'valibot';
import { rowsReadBy } from '../../extractors/sources.js';
import { outputsFault } from '../../graph/check-outputs.js';
import { ROWS } from '../rows.js';
import { brokenWithout, type Law, type Subject } from './law.js';

const statement = 'is declared without a contradiction';

/** Name, source, rows, version, outputs and legacy parameters fit together. */
export function declarationLaw(subject: Subject): Law {
  const law = { name: 'declaration', statement } as const;
  return {
    ...law,
    check: () => {
      const [fault] = faultsOf(subject);
      if (fault !== undefined) throw brokenWithout(law, subject, fault);
    },
  };
}

function faultsOf({ extractor, sources, params, outputs }: Subject): readonly string[] {
  const { name, source, version, description } = extractor;
  const faults: string[] = [];
  const prefix = typeof source === 'string' ? source : 'both';
  if (!name.startsWith(`${prefix}.`)) {
    const read = sources.join(' and ');
    faults.push(`it reads ${read} steps and is called "${name}"; call it "${prefix}.${name.split('.').at(-1)}"`);
  }
  for (const each of sources) {
    const rows: readonly string[] = ROWS[each];
    for (const row of rowsReadBy(extractor, each)) {
      if (!rows.includes(row)) faults.push(`it reads the row "${row}"; ${each} steps have ${rows.join(' and ')}`);
    }
  }
  if (!Number.isFinite(version)) faults.push(`its version is ${version}; give a number that grows with its results`);
  if (description.trim() === '') faults.push('it has no description');
  const fault = outputsFault(outputs, 'expanded');
  if (fault !== undefined) faults.push(fault.startsWith('output') ? fault : `it ${fault}`);
  const names = outputs.map(({ name }) => name);
  const twice = names.find((name, i) => names.indexOf(name) < i);
  if (twice !== undefined) faults.push(`it has two outputs of the name "${twice}"`);
  if (JSON.stringify(extractor.outputs(params)) !== JSON.stringify(outputs)) {
    faults.push('its outputs are others when they are asked for a second time');
  }
  const legacy = v.safeParse(extractor.params, { ...extractor.legacy });
  if (extractor.legacy !== undefined && !legacy.success) {
    faults.push(`it does not accept its legacy parameters: ${legacy.issues.map(({ message }) => message).join('; ')}`);
  }
  return faults;
}
