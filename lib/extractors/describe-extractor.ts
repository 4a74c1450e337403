import { toJsonSchema } from '@valibot/to-json-schema';
import * as v from 'valibot';
import type { Extractor, Input, Output, Sources } from './extractor.js';

/** An extractor as people read about it. */
export interface ExtractorDescription {
  readonly name: string;
  readonly source: Sources;
  readonly description: string;
  readonly version: number;
  /** With the default parameters; empty if some parameter has no default. */
  readonly outputs: readonly Output[];
  readonly params: readonly ParamDescription[];
  /** The features that it builds on. */
  readonly inputs: readonly InputDescription[];
}

/** An earlier feature that an extractor builds on, as people read about it. */
export interface InputDescription extends Input {
  readonly name: string;
}

/** A parameter as people read about it. */
export interface ParamDescription {
  readonly name: string;
  readonly description: string;
  /** JSON Schema of its values. */
  readonly schema: object;
  readonly default?: unknown;
}

/** What an extractor gives and takes, for people to read: its outputs and the parameters with defaults and units. */
export function describeExtractor(extractor: Extractor): ExtractorDescription {
  const { name, source, description, version, params, inputs = {} } = extractor;
  const defaults = v.safeParse(params, {});
  return {
    name,
    source,
    description,
    version,
    outputs: defaults.success ? extractor.outputs(defaults.output) : [],
    params: describeParams(extractor),
    inputs: Object.entries(inputs).map(([name, input]) => ({ name, ...input })),
  };
}

function describeParams({ params }: Extractor): readonly ParamDescription[] {
  // Checks and transformations that JSON Schema has no words for are left out of what people read, not of what is checked.
  const { properties = {} } = toJsonSchema(params, { errorMode: 'ignore', typeMode: 'input' });
  return Object.entries(properties).map(([name, property]) => {
    const { description = '', default: byDefault, ...schema } = typeof property === 'boolean' ? {} : property;
    return { name, description, schema, ...(byDefault !== undefined && { default: byDefault }) };
  });
}
