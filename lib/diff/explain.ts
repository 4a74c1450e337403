import type { Registry } from '../extractors/registry.js';
import { versionOfHash } from '../table/extractor-hashes.js';
import type { FeatureMetadata } from '../table/metadata.js';
import { configurationReasons } from './configuration-reasons.js';

/** Something that was different when two tables were made. */
export interface Reason {
  /** `unknown`: a file does not say how it was made. */
  readonly kind: 'unknown' | 'measurements' | 'configuration' | 'feature' | 'extractor' | 'program';
  /** The feature that it is about. */
  readonly feature?: string;
  /** A sentence; `->` is from A to B. */
  readonly message: string;
}

/** What is known to be different in how two tables were made, from what they say of themselves. */
export function explain(
  a: FeatureMetadata | undefined,
  b: FeatureMetadata | undefined,
  registry?: Registry,
): readonly Reason[] {
  if (a === undefined || b === undefined) return [unknown(a, b)];
  return [
    ...measurementReasons(a, b),
    ...configurationReasons(a, b, registry),
    ...extractorReasons(a, b),
    ...(a.programVersion === b.programVersion
      ? []
      : [{ kind: 'program', message: `version of the program: ${a.programVersion} -> ${b.programVersion}` } as const]),
  ];
}

function unknown(a: FeatureMetadata | undefined, b: FeatureMetadata | undefined): Reason {
  const who = a === undefined && b === undefined ? 'neither file says' : `${a === undefined ? 'A' : 'B'} does not say`;
  return { kind: 'unknown', message: `${who} how it was made: it has not the metadata of a feature file` };
}

function measurementReasons(a: FeatureMetadata, b: FeatureMetadata): readonly Reason[] {
  const said = (['chip', 'device', 'test'] as const)
    .filter((part) => a[part] !== b[part])
    .map((part) => `${part} ${a[part] ?? 'not said'} -> ${b[part] ?? 'not said'}`);
  const reasons: Reason[] = [];
  if (said.length > 0) reasons.push({ kind: 'measurements', message: `another experiment: ${said.join(', ')}` });
  if (a.source.hash !== b.source.hash) {
    const [from, to] = [a, b].map(({ source }) => `${source.file} (content ${short(source.hash)})`);
    reasons.push({ kind: 'measurements', message: `other measurements: ${from} -> ${to}` });
  }
  return reasons;
}

function extractorReasons(a: FeatureMetadata, b: FeatureMetadata): readonly Reason[] {
  return Object.keys(a.extractors)
    .filter((name) => Object.hasOwn(b.extractors, name) && a.extractors[name] !== b.extractors[name])
    .map((name) => {
      const [from, to] = [a, b].map(({ extractors }) => versionText(name, extractors[name] ?? ''));
      return { kind: 'extractor', message: `extractor ${name}: ${from} -> ${to}` };
    });
}

function versionText(name: string, hash: string): string {
  const version = versionOfHash(name, hash);
  return version === undefined ? `code ${short(hash)}` : `version ${version}`;
}

function short(hash: string): string {
  return hash.slice(0, 8);
}
