import { Document, isMap, isScalar, isSeq, type Node, type Pair, parseDocument, visit, type YAMLMap } from 'yaml';
import { isMapping } from './schema.js';
import { YAML_OPTIONS } from './yaml-source.js';

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
    if (isMap(node)) node.set(key, this.#yaml.createNode(value, { flow: true }));
    else this.#yaml.set(section, this.#yaml.createNode({ [key]: value }));
  }

  /** Each feature by its name, in order, as it would stand under that name. */
  features(): ReadonlyMap<string, Readonly<Record<string, unknown>>> {
    const { features } = this.#content();
    const entries = Array.isArray(features)
      ? features.map(({ name, ...rest }): [string, Record<string, unknown>] => [name, rest])
      : Object.entries(features as Record<string, Record<string, unknown>>).map(
          ([name, { name: _, ...rest }]): [string, Record<string, unknown>] => [name, rest],
        );
    return new Map(entries);
  }

  /** Adds a feature, or writes another in its place. */
  putFeature(name: string, content: Readonly<Record<string, unknown>>): void {
    const features = this.#yaml.get('features');
    if (isMap(features)) {
      const pair = features.items.find((item) => keyOf(item) === name);
      if (pair === undefined) features.add(this.#yaml.createPair(name, this.#featureNode(content)));
      else pair.value = this.#featureNode(content);
    } else if (isSeq(features)) {
      const node = this.#featureNode({ name, ...content });
      const index = features.items.findIndex((item) => isMap(item) && item.get('name') === name);
      if (index < 0) features.add(node);
      else features.items[index] = node;
    }
  }

  /** Removes a feature. If others are written by reference to it, the comments are lost with it. */
  withoutFeature(name: string): ConfigurationDocument {
    const rest = this.copy();
    const features = rest.#yaml.get('features');
    if (isMap(features)) features.items = features.items.filter((pair) => keyOf(pair) !== name);
    if (isSeq(features)) features.items = features.items.filter((item) => !(isMap(item) && item.get('name') === name));
    if (!rest.#isBroken()) return rest;
    const content = this.#content();
    const isOther = ([key, value]: [string, { readonly name?: unknown }]) => (value.name ?? key) !== name;
    const entries = Object.entries(content.features as object).filter(isOther);
    const left = Array.isArray(content.features) ? entries.map(([, value]) => value) : Object.fromEntries(entries);
    return ConfigurationDocument.of({ ...content, features: left });
  }

  #content(): Record<string, unknown> {
    return this.#yaml.toJS();
  }

  #featureNode(content: object): Node {
    const node = this.#yaml.createNode(content);
    if (isMap(node))
      for (const { value } of node.items as readonly Pair[]) if (isMap(value) || isSeq(value)) value.flow = true;
    return node;
  }

  /** Whether an alias has lost what it stands for. */
  #isBroken(): boolean {
    let isBroken = false;
    visit(this.#yaml, {
      Alias: (_, alias) => {
        isBroken ||= alias.resolve(this.#yaml) === undefined;
      },
    });
    return isBroken;
  }
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
