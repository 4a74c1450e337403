import { SOURCES } from '../experiment/step.js';
import { builtInRegistry, type Registry } from '../extractors/registry.js';
import { canonicalJson } from '../graph/content.js';
import type { FeatureDefinition } from '../graph/definition.js';

/** A feature as it stands in a text, under its name. */
export type WrittenFeature = Readonly<Record<string, unknown>>;

/** What of a feature no text can hold: a function or an extractor of a program. */
export type ProgramPart = Pick<FeatureDefinition, 'extractor' | 'func'>;

/** What a program defines, as it is written: functions as their source, extractors as their name. */
export function written({ extractor, func, ...rest }: FeatureDefinition): WrittenFeature {
  const feature = {
    extractor: typeof extractor === 'object' ? extractor.name : extractor,
    func: typeof func === 'function' ? func.toString() : func,
    ...rest,
  };
  return Object.fromEntries(Object.entries(feature).filter(([, value]) => value !== undefined));
}

export function partOf({ extractor, func }: FeatureDefinition): ProgramPart | undefined {
  if (typeof func === 'function') return { func };
  return typeof extractor === 'object' && !isRegistered(extractor, builtInRegistry) ? { extractor } : undefined;
}

export function isRegistered(extractor: object, registry: Registry): boolean {
  return [...registry.extractors.values()].some((registered) => registered.extractor === extractor);
}

/** What of a feature decides its values and their unit: the same text for the same. */
export function essenceOf({ extractor, func, input, params, unit }: WrittenFeature): string {
  const isEmpty = typeof params !== 'object' || params === null || Object.keys(params).length === 0;
  return canonicalJson({
    extractor,
    func,
    input: extractor === undefined ? [input].flat() : featuresIn(input),
    params: isEmpty ? undefined : params,
    unit: unit || undefined,
  });
}

/** Of an extractor the input says something new only where it names features; the source it has anyway. */
function featuresIn(input: unknown): readonly unknown[] | undefined {
  const features = [input].flat().filter((name) => name !== undefined && !SOURCES.some((source) => source === name));
  return features.length === 0 ? undefined : features;
}
