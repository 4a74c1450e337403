import { basename } from 'node:path';
import { OectError } from '../errors.js';
import { readDeviceType } from '../extractors/device-type.js';
import { suggestion } from '../nearest.js';
import { remember } from '../remember.js';
import type { CatalogExperiment, IndexedValue } from './entry.js';
import { FIELD_NAMES, type FieldName, fieldOf } from './fields.js';
import { type CatalogQuery, isWorkflowKey, type Range } from './query.js';
import { timeOf } from './time.js';

/** Whether an experiment meets a condition. */
type Predicate = (experiment: CatalogExperiment) => boolean;

/** One condition of a query. */
export interface Condition {
  readonly key: string;
  readonly isMet: Predicate;
}

/** Makes the predicate of a condition; undefined if its value is of another kind. */
type Reading = (value: unknown) => Predicate | undefined;

interface Rule {
  readonly read: Reading;
  /** What the value must be. */
  readonly must: string;
}

const TEXT = 'text, or a list of texts';
const NUMBER = 'a finite number';
const TIME = 'a time such as "2025-08-04" or "2025-08-04T14:30:00", or a Date';
const TRUTH = 'true or false';

const RULES = {
  chip_id: { read: textIn('chip_id'), must: TEXT },
  device_id: { read: textIn('device_id'), must: TEXT },
  test_id: { read: textIn('test_id'), must: TEXT },
  batch_id: { read: textIn('batch_id'), must: TEXT },
  status: { read: textIn('status'), must: TEXT },
  device_type: { read: textIn('device_type', (text) => readDeviceType(text) ?? text), must: TEXT },
  description: { read: textIn('description'), must: TEXT },
  created_after: { read: timeIn('created_at', (time, from) => time >= from), must: TIME },
  created_before: { read: timeIn('created_at', (time, end) => time < end), must: TIME },
  completed_after: { read: timeIn('completed_at', (time, from) => time >= from), must: TIME },
  completed_before: { read: timeIn('completed_at', (time, end) => time < end), must: TIME },
  min_steps: { read: numberIn('steps', (steps, least) => steps >= least), must: NUMBER },
  max_steps: { read: numberIn('steps', (steps, most) => steps <= most), must: NUMBER },
  min_completion: { read: numberIn('completion', (percent, least) => percent >= least), must: NUMBER },
  max_completion: { read: numberIn('completion', (percent, most) => percent <= most), must: NUMBER },
  has_transfer_data: { read: dataOf('transfer'), must: TRUTH },
  has_transient_data: { read: dataOf('transient'), must: TRUTH },
  text_search: { read: words, must: 'text' },
} as const satisfies Partial<Record<keyof CatalogQuery, Rule>>;

/** Keys of a query that are no conditions on what an experiment's own file says. */
const OTHER_KEYS = ['has_features', 'missing_features', 'order_by', 'order_desc', 'limit', 'offset'] as const;

/** All keys that a query may have, but those of workflows. */
const QUERY_KEYS: readonly string[] = [...Object.keys(RULES), ...OTHER_KEYS];

/**
 * Checks a query, and takes it apart into its conditions on what the experiments' own files say.
 *
 * @param workflowKeys - all that experiments have
 * @throws OectError `bad-argument` that names every key and value at fault
 */
export function readQuery(query: CatalogQuery, workflowKeys: ReadonlySet<string>): readonly Condition[] {
  const faults: string[] = [];
  const conditions = Object.entries(query).flatMap(([key, value]): readonly Condition[] => {
    // As if it were not there: so values can be handed on that may be missing.
    if (value === undefined) return [];
    const rule = ruleOf(key);
    if (rule === undefined) {
      const fault = faultOf(key, value, workflowKeys);
      if (fault !== undefined) faults.push(fault);
      return [];
    }
    if (isWorkflowKey(key) && workflowKeys.size > 0 && !workflowKeys.has(key)) {
      faults.push(`no experiment has "${key}" in its workflow; ${suggestion(key, workflowKeys)}`);
    }
    const isMet = rule.read(value);
    if (isMet === undefined) faults.push(`${key} is ${shown(value)}; it must be ${rule.must}`);
    return isMet === undefined ? [] : [{ key, isMet }];
  });
  if (faults.length > 0) throw new OectError('bad-argument', `cannot search: ${faults.join('; ')}`);
  return conditions;
}

function ruleOf(key: string): Rule | undefined {
  if (isWorkflowKey(key)) {
    return { read: workflowIn(key), must: 'text, a number, true or false, a list of these, or { min, max }' };
  }
  return Object.hasOwn(RULES, key) ? RULES[key as keyof typeof RULES] : undefined;
}

/** What is wrong with a key that is no condition, if anything is. */
function faultOf(key: string, value: unknown, workflowKeys: ReadonlySet<string>): string | undefined {
  switch (key) {
    case 'has_features':
    case 'missing_features':
      if ((typeof value === 'string' && value !== '') || (typeof value === 'object' && value !== null))
        return undefined;
      return `${key} is ${shown(value)}; it must be the name or path of a configuration, or a configuration`;
    case 'order_by': {
      const known = [...FIELD_NAMES, ...workflowKeys];
      if (known.includes(String(value))) return undefined;
      return `cannot order by "${String(value)}"; ${suggestion(String(value), known)}`;
    }
    case 'order_desc':
      return typeof value === 'boolean' ? undefined : `${key} is ${shown(value)}; it must be ${TRUTH}`;
    case 'limit':
    case 'offset':
      if (Number.isSafeInteger(value) && (value as number) >= 0) return undefined;
      return `${key} is ${shown(value)}; it must be a whole number of at least 0`;
    default:
      return `there is no "${key}" to search by; ${suggestion(key, [...QUERY_KEYS, ...workflowKeys])}`;
  }
}

function textIn(field: FieldName, meaning: (text: string) => string = (text) => text): Reading {
  return (value) => {
    const texts = listOf(value);
    if (!texts.every((text) => typeof text === 'string' || typeof text === 'number')) return undefined;
    const wanted = new Set(texts.map((text) => meaning(String(text).trim())));
    return (experiment) => {
      const found = fieldOf(experiment, field);
      return found !== undefined && wanted.has(meaning(String(found)));
    };
  };
}

function timeIn(field: 'created_at' | 'completed_at', holds: (time: number, bound: number) => boolean): Reading {
  return (value) => {
    const bound = value instanceof Date ? value.getTime() : typeof value === 'string' ? timeOf(value) : undefined;
    if (bound === undefined || Number.isNaN(bound)) return undefined;
    return (experiment) => {
      const time = timeOf(fieldOf(experiment, field) ?? '');
      return time !== undefined && holds(time, bound);
    };
  };
}

function numberIn(field: 'steps' | 'completion', holds: (found: number, bound: number) => boolean): Reading {
  return (value) => {
    if (typeof value !== 'number' || !Number.isFinite(value)) return undefined;
    return (experiment) => {
      const found = fieldOf(experiment, field);
      return found !== undefined && holds(found, value);
    };
  };
}

function dataOf(source: 'transfer' | 'transient'): Reading {
  return (value) => (typeof value === 'boolean' ? ({ steps }) => steps[source] > 0 === value : undefined);
}

function words(value: unknown): Predicate | undefined {
  if (typeof value !== 'string') return undefined;
  const wanted = value.toLowerCase().split(/\s+/).filter(Boolean);
  return (experiment) => wanted.every((word) => textOf(experiment).includes(word));
}

/** All that a word can be found in: a line for each. */
const textOf = remember(({ file, attributes }: CatalogExperiment): string =>
  [basename(file), ...Object.values(attributes)].join('\n').toLowerCase(),
);

function workflowIn(key: string): Reading {
  return (value) => {
    if (typeof value === 'object' && value !== null && !Array.isArray(value)) return rangeOf(key, value);
    const wanted = listOf(value);
    if (!wanted.every((item) => ['string', 'number', 'boolean'].includes(typeof item))) return undefined;
    return ({ workflow }) => Object.hasOwn(workflow, key) && wanted.some((item) => isSame(workflow[key], item));
  };
}

function rangeOf(key: string, range: object): Predicate | undefined {
  const { min = Number.NEGATIVE_INFINITY, max = Number.POSITIVE_INFINITY, ...others } = range as Range;
  const isRange = typeof min === 'number' && typeof max === 'number' && !Number.isNaN(min) && !Number.isNaN(max);
  if (!isRange || Object.keys(others).length > 0) return undefined;
  return ({ workflow }) => {
    const found = workflow[key];
    return typeof found === 'number' && found >= min && found <= max;
  };
}

/** 50, `50` and `50.0` are the same, for one side may come from a command line. */
function isSame(found: IndexedValue | undefined, wanted: unknown): boolean {
  if (typeof found === 'number' && typeof wanted === 'string') return wanted.trim() !== '' && Number(wanted) === found;
  return found === wanted || String(found) === String(wanted);
}

function listOf(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [value];
}

function shown(value: unknown): string {
  return value instanceof Date ? 'no valid date' : (JSON.stringify(value) ?? String(value));
}
