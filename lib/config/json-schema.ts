import { type ConversionConfig, type JsonSchema, toJsonSchema } from '@valibot/to-json-schema';
import type * as v from 'valibot';
import type { Extractor } from '../extractors/extractor.js';
import { builtInRegistry, type Registry } from '../extractors/registry.js';
import { sourcesOf } from '../extractors/sources.js';
import { EXPRESSION } from '../graph/expression-function.js';
import type { Operation } from '../postprocess/operation.js';
import { operations } from '../postprocess/operations.js';
import { ConfigurationSchema, TransformSchema } from './schema.js';
import { mapping } from './schema-parts.js';

/**
 * The JSON Schema (draft 7) of configuration files, for editors: every key with its description, for each extractor its own
 * parameters. What it accepts may still be refused when it is loaded: it knows no features by name and reads no expressions.
 *
 * @example
 * ```ts
 * const registry = await loadRegistry([new URL('./my-extractors.js', import.meta.url).href]);
 * writeFileSync('oect.schema.json', JSON.stringify(configurationSchema(registry)));
 * // The first line of a configuration then is: # yaml-language-server: $schema=oect.schema.json
 * ```
 * @param registry - the extractors and functions that configurations can name
 */
export function configurationSchema(registry: Registry = builtInRegistry): JsonSchema {
  const { $schema = '', properties = {}, ...root } = convert(ConfigurationSchema);
  const { items, description = '' } = properties.features as JsonSchema;
  const { required = [], ...feature } = items as JsonSchema;
  const reference = { $ref: '#/definitions/feature' };
  const { anything, lists } = transformLists(properties as Readonly<Record<string, JsonSchema>>);
  return {
    $schema,
    title: 'Configuration of oect-features',
    ...root,
    properties: {
      ...properties,
      ...anything,
      features: {
        description,
        anyOf: [
          { type: 'array', items: { allOf: [reference], required }, minItems: 1 },
          // Under its key a feature has its name already.
          { type: 'object', additionalProperties: reference, minProperties: 1 },
        ],
      },
    },
    // Under compat they are not done, and may be anything.
    if: { required: ['compat'] },
    else: { properties: lists },
    definitions: { feature: withChoices(feature, registry), transform: withMethods(convert(TransformSchema)) },
  };
}

/** The properties with lists of transforms: for any content of these, and with what they must be where they are done. */
function transformLists({ postprocessing, advanced }: Readonly<Record<string, JsonSchema>>) {
  const list: JsonSchema = { anyOf: [{ type: 'array', items: { $ref: '#/definitions/transform' } }, { type: 'null' }] };
  const anyTransforms = ({ properties = {}, ...schema }: JsonSchema): JsonSchema => ({
    ...schema,
    properties: { ...properties, transforms: descriptionOf(properties.transforms) },
  });
  const [section = {}, ...others] = (advanced?.anyOf ?? []) as readonly JsonSchema[];
  return {
    anything: {
      postprocessing: descriptionOf(postprocessing),
      advanced: { ...advanced, anyOf: [anyTransforms(section), ...others] },
    },
    lists: { postprocessing: list, advanced: { properties: { transforms: list } } },
  };
}

function descriptionOf(schema: JsonSchema | boolean | undefined): JsonSchema {
  return typeof schema === 'object' && schema.description !== undefined ? { description: schema.description } : {};
}

/** A transform has a type, which decides the methods, and each of these the other params. */
function withMethods(transform: JsonSchema): JsonSchema {
  return {
    ...transform,
    allOf: Object.entries(operations).map(([type, methods]) =>
      when(
        { properties: { type: { const: type } }, required: ['type'] },
        { properties: { params: { anyOf: methods.map(paramsOfMethod) } }, required: ['params'] },
      ),
    ),
  };
}

function paramsOfMethod({ method, description, params }: Operation): JsonSchema {
  const { $schema: _, properties, required: __, ...schema } = convert(params, { typeMode: 'input' });
  const named = { ...schema, properties: { method: { const: method, description }, ...properties } };
  if (method !== 'range') return { ...named, required: ['method'] };
  return { ...named, anyOf: [{ required: ['min'] }, { required: ['max'] }] };
}

/** A feature has an extractor, which decides the input and the params, or a func. */
function withChoices(feature: JsonSchema, { extractors, functions }: Registry): JsonSchema {
  const { extractor = {}, func = {}, ...others } = feature.properties as Readonly<Record<string, JsonSchema>>;
  const names = [...functions.keys()];
  return {
    ...feature,
    properties: {
      extractor: { ...extractor, enum: [...extractors.keys()] },
      func: { ...func, anyOf: [{ pattern: EXPRESSION.source }, ...(names.length > 0 ? [{ enum: names }] : [])] },
      ...others,
    },
    oneOf: [{ required: ['extractor'] }, { required: ['func'] }],
    allOf: [
      when(
        { required: ['func'] },
        { properties: { input: { minItems: 1 }, params: { maxProperties: 0 } }, required: ['input'] },
      ),
      ...[...extractors.values()].map(({ extractor }) => choiceOf(extractor)),
    ],
  };
}

/** What a feature must be if this is its extractor. */
function choiceOf(extractor: Extractor): JsonSchema {
  const { name, description, inputs = {}, params } = extractor;
  const { $schema: _, ...schema } = convert(params, { typeMode: 'input' });
  const required = [
    ...(Object.keys(inputs).length > 0 ? ['input'] : []),
    ...((schema.required ?? []).length > 0 ? ['params'] : []),
  ];
  return when(
    { properties: { extractor: { const: name } }, required: ['extractor'] },
    {
      properties: {
        extractor: { description },
        input: inputOf(extractor),
        params: required.includes('params') ? schema : { anyOf: [schema, { type: 'null' }] },
      },
      ...(required.length > 0 && { required }),
    },
  );
}

/** The sources, and the features that it builds on, whose names nobody knows here. */
function inputOf(extractor: Extractor): JsonSchema {
  const sources = sourcesOf(extractor);
  const features = Object.keys(extractor.inputs ?? {}).length;
  if (features === 0) return { anyOf: [{ enum: [...sources] }, { type: 'array', items: { enum: [...sources] } }] };
  const list = {
    type: 'array',
    items: { type: 'string' },
    minItems: features,
    maxItems: features + sources.length,
  } as const;
  return features === 1 ? { anyOf: [{ type: 'string' }, list] } : list;
}

function when(condition: JsonSchema, consequence: JsonSchema): JsonSchema {
  // biome-ignore lint/suspicious/noThenProperty: a word of JSON Schema
  return { if: condition, then: consequence };
}

/** Checks and transformations that JSON Schema has no words for are left out. */
function convert(schema: v.GenericSchema, config: ConversionConfig = {}): JsonSchema {
  return toJsonSchema(schema, {
    target: 'draft-07',
    errorMode: 'ignore',
    overrideSchema: ({ valibotSchema, jsonSchema }) => {
      if (valibotSchema === mapping) return { type: 'object' };
      // Keys that nobody knows are marked, as `--strict` refuses them.
      return valibotSchema.type === 'object' ? { ...jsonSchema, additionalProperties: false } : undefined;
    },
    overrideAction: ({ jsonSchema }) => {
      const { ignored, ...known } = jsonSchema as JsonSchema & { readonly ignored?: string };
      return ignored === undefined ? undefined : known;
    },
    ...config,
  });
}
