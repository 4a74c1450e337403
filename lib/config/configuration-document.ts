import { isDeepStrictEqual } from 'node:util';
import { Document, isMap, isScalar, isSeq, type Node, type Pair, parseDocument, type YAMLMap } from 'yaml';
import { isMapping } from './schema-parts.js';
import type { WrittenFeature } from './written-feature.js';
import { MAX_ALIASES, YAML_OPTIONS } from './yaml-source.js';

/**
 * The text of a configuration that can be changed and keeps its comments and the order of its keys. Its text has been
 * loaded before: it is known to be a configuration.
 */
export class ConfigurationDocument {
  readonly #yaml: Document;

  constructor(yaml: Document) {
    this.#yaml = yaml;
  }

  static parse(text: string): ConfigurationDocument {
    const content = asJson(text);
    // JSON has no comments to keep, and as YAML it is easier to read.
    if (content !== undefined) return ConfigurationDocument.of(content);
    return new ConfigurationDocument(parseDocument(text.replace(/^\uFEFF/, ''), YAML_OPTIONS));
  }

  static of(content: unknown): ConfigurationDocument {
    return new ConfigurationDocument(new Document(content, YAML_OPTIONS));
  }

  copy(): ConfigurationDocument {
    return new ConfigurationDocument(this.#yaml.clone());
  }

  toString(): string {
    // Lambdas on one line stay on one line.
    return this.#yaml.toString({ lineWidth: 0 });
  }

  /** The value of a key, aliases resolved. */
  get(...path: readonly string[]): unknown {
    return path.reduce<unknown>((at, key) => (isMapping(at) ? at[key] : undefined), this.#content());
  }

  /** A single value as it is written: `1.0`, where its number would be 1. */
  textOf(key: string): string | undefined {
    const node = this.#yaml.get(key, true);
    if (!isScalar(node)) return undefined;
    return typeof node.value === 'number' ? (node.source ?? String(node.value)) : String(node.value);
  }

  /** A new key of the root comes before the features. */
  set(key: string, value: unknown): void {
    const root = this.#yaml.contents as YAMLMap;
    if (root.has(key)) {
      root.set(key, value);
      return;
    }
    const features = root.items.findIndex((pair) => keyOf(pair) === 'features');
    root.items.splice(features < 0 ? root.items.length : features, 0, this.#yaml.createPair(key, value) as Pair<Node>);
  }

  setIn(section: string, key: string, value: unknown): void {
    const node = this.#yaml.get(section);
    const own = this.get(section);
    if (isMap(node)) node.set(key, this.#yaml.createNode(value, { flow: true }));
    else this.#yaml.set(section, this.#yaml.createNode({ ...(isMapping(own) && own), [key]: value }));
  }

  /** Each feature by its name, in order, as it would stand under that name. */
  features(): ReadonlyMap<string, WrittenFeature> {
    const { features } = this.#content();
    const entries = Array.isArray(features)
      ? features.map(({ name, ...rest }): [string, WrittenFeature] => [name, rest])
      : Object.entries(features as Record<string, WrittenFeature>).map(
          ([name, { name: _, ...rest }]): [string, WrittenFeature] => [name, rest],
        );
    return new Map(entries);
  }

  /** With one more feature, or with this in the place of the one of its name. */
  withFeature(name: string, feature: WrittenFeature): ConfigurationDocument {
    const edited = this.copy();
    const features = edited.#yaml.get('features');
    if (isMap(features)) {
      const pair = features.items.find((item) => keyOf(item) === name);
      if (pair === undefined) features.add(edited.#yaml.createPair(name, featureNode(edited.#yaml, feature)));
      else pair.value = featureNode(edited.#yaml, feature);
    } else if (isSeq(features)) {
      const index = features.items.findIndex((item) => isMap(item) && item.get('name') === name);
      features.items[index < 0 ? features.items.length : index] = featureNode(edited.#yaml, { name, ...feature });
    }
    return this.#checked(edited, new Map(this.features()).set(name, feature));
  }

  withoutFeature(name: string): ConfigurationDocument {
    const edited = this.copy();
    const features = edited.#yaml.get('features');
    if (isMap(features)) features.items = features.items.filter((pair) => keyOf(pair) !== name);
    if (isSeq(features)) features.items = features.items.filter((item) => !(isMap(item) && item.get('name') === name));
    return this.#checked(edited, new Map([...this.features()].filter(([other]) => other !== name)));
  }

  /**
   * An edited document, if its features are these. They are not where features are written by reference to one that has
   * changed, or to all: then all is written out, and the comments are lost.
   */
  #checked(edited: ConfigurationDocument, features: ReadonlyMap<string, WrittenFeature>): ConfigurationDocument {
    try {
      if (isDeepStrictEqual([...edited.features()], [...features])) return edited;
    } catch {
      // A reference has lost what it stood for.
    }
    const list = [...features].map(([name, feature]) => ({ name, ...feature }));
    return ConfigurationDocument.of({ ...this.#content(), features: list });
  }

  #content(): Record<string, unknown> {
    return this.#yaml.toJS({ maxAliasCount: MAX_ALIASES });
  }
}

function featureNode(yaml: Document, feature: WrittenFeature): Node {
  const node = yaml.createNode(feature);
  const parts = isMap(node) ? (node.items as readonly Pair[]).map(({ value }) => value) : [];
  for (const part of parts) if (isMap(part) || isSeq(part)) part.flow = true;
  return node;
}

function keyOf({ key }: { readonly key: unknown }): unknown {
  return isScalar(key) ? String(key.value) : key;
}

function asJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
