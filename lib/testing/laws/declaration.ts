import * as v from 'valibot';
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

function faultsOf({ extractor, params, outputs }: Subject): readonly string[] {
  const { name, source, reads = [], version, description } = extractor;
  const faults: string[] = [];
  if (!name.startsWith(`${source}.`)) {
    faults.push(`it reads ${source} steps and is called "${name}"; call it "${source}.${name.split('.').at(-1)}"`);
  }
  const rows: readonly string[] = ROWS[source];
  for (const row of reads) {
    if (!rows.includes(row)) faults.push(`it reads the row "${row}"; ${source} steps have ${rows.join(' and ')}`);
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
