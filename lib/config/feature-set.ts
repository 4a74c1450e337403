import { OectError } from '../errors.js';
import { builtInRegistry, type Registry } from '../extractors/registry.js';
import { canonicalJson } from '../graph/content.js';
import type { FeatureDefinition } from '../graph/definition.js';
import { isExpression } from '../graph/expression-function.js';
import { suggestion } from '../nearest.js';
import { type WrittenFile, writeAtomically } from '../table/write-file.js';
import type { Configuration, DefineFeaturesOptions } from './configuration.js';
import { ConfigurationDocument } from './configuration-document.js';
import { type ParseOptions, type ProgramParts, parseConfiguration } from './parse-configuration.js';
import { raiseVersion } from './raise-version.js';
import { essenceOf, isRegistered, type ProgramPart, partOf, type WrittenFeature, written } from './written-feature.js';
import { withoutTarget } from './written-transforms.js';

/** What a set is called and how its table looks: what a configuration file says beside its features. */
export interface FeatureSetSettings extends Omit<DefineFeaturesOptions, 'registry'> {
  readonly dataType?: 'transfer' | 'transient' | 'both';
}

/** How two sets become one. */
export interface MergeOptions {
  /** What to do about a feature that both have with other content. @defaultValue `refuse` */
  readonly onConflict?: 'refuse' | 'keep' | 'replace';
}

const NO_TRANSFORMS = canonicalJson([]);

/**
 * A configuration that is being written: features are added, removed and merged, and it is saved as YAML. Each change gives
 * a new set. A set that came from a text keeps the comments of it and the order of its keys.
 *
 * @example
 * ```ts
 * const features = FeatureSet.from(await loadConfiguration('v2_quick_analysis'))
 *   .with({ name: 'drift' })
 *   .add('gm_drift', { func: 'lambda gm: gm / gm[0]', input: 'gm_max_forward' });
 * await features.save('drift.yaml');
 * const report = await batchExtract(files, features.build(), { pool });
 * ```
 */
export class FeatureSet {
  readonly #document: ConfigurationDocument;
  readonly #parts: ProgramParts;

  private constructor(document: ConfigurationDocument, parts: ProgramParts) {
    this.#document = document;
    this.#parts = parts;
  }

  /** A set without features. */
  static empty(settings: FeatureSetSettings = {}): FeatureSet {
    const document = ConfigurationDocument.of({ version: 'v2', name: 'features', config_version: '1', features: [] });
    return new FeatureSet(document, new Map()).with(settings);
  }

  /** The features of a configuration, wherever it is from. */
  static from({ text, graph }: Configuration): FeatureSet {
    const document = ConfigurationDocument.parse(text);
    const written = document.features();
    const parts = new Map<string, ProgramPart>();
    for (const feature of graph.features) {
      const { name } = feature;
      if (feature.kind === 'extracted') {
        const { extractor, module } = feature;
        if (module === undefined && !isRegistered(extractor, builtInRegistry)) parts.set(name, { extractor });
      } else if (written.get(name)?.func === feature.text && !isExpression(feature.text)) {
        // Functions of modules are written by name, those of programs as their source.
        parts.set(name, { func: feature.func });
      }
    }
    return new FeatureSet(document, parts);
  }

  /** Names of the features, in their order. */
  get names(): readonly string[] {
    return [...this.#document.features().keys()];
  }

  get version(): string {
    return this.#document.textOf('config_version') ?? '1';
  }

  /** The same features under other settings; those that are not given stay. */
  with(settings: FeatureSetSettings): FeatureSet {
    const { name, version, description, dataType, compat, layout, selected, transforms, postprocessing } = settings;
    const document = this.#document.copy();
    const given = { name, config_version: version, description, data_type: dataType, compat, postprocessing };
    for (const [key, value] of Object.entries(given)) if (value !== undefined) document.set(key, value);
    if (layout !== undefined) document.setIn('versioning', 'expand_multidim', layout === 'expanded');
    if (selected !== undefined) document.setIn('versioning', 'selected_features', selected);
    if (transforms !== undefined) document.setIn('advanced', 'transforms', transforms);
    return new FeatureSet(document, this.#parts);
  }

  /**
   * One more feature. If features are selected, it is as well.
   *
   * @throws OectError `bad-argument` if there is another feature of that name
   */
  add(name: string, definition: FeatureDefinition): FeatureSet {
    const content = written(definition);
    const part = partOf(definition);
    const document = this.#document.withFeature(name, content);
    const parts = new Map(part === undefined ? [] : [[name, part]]);
    const one = new FeatureSet(document, parts);
    this.#refuse(this.#conflictsWith(one, [name]), 'choose another name, or remove that one before');
    if (this.names.includes(name)) return this;
    return new FeatureSet(document, new Map([...this.#parts, ...parts])).#select(this.#selected, [name]);
  }

  /**
   * The set without a feature, and without what was done with it alone.
   *
   * @throws OectError `bad-argument` with the nearest name if there is none of that name
   */
  remove(name: string): FeatureSet {
    if (!this.names.includes(name)) {
      throw new OectError('bad-argument', `there is no feature "${name}"; ${suggestion(name, this.names)}`);
    }
    const parts = new Map([...this.#parts].filter(([other]) => other !== name));
    const selected = this.#selected?.filter((other) => other !== name);
    const document = this.#document.withoutFeature(name);
    const postprocessing = withoutTarget(document.get('postprocessing'), name);
    if (postprocessing !== undefined) document.set('postprocessing', postprocessing);
    const transforms = withoutTarget(document.get('advanced', 'transforms'), name);
    if (transforms !== undefined) document.setIn('advanced', 'transforms', transforms);
    return new FeatureSet(document, parts).#select(selected, []);
  }

  /**
   * The features of this set, then those of another that this one does not have. The settings are those of this set, with
   * its version raised (`raiseVersion`): '1.0' becomes '1.1'. If it has what is added already, it stays as it is.
   *
   * @throws OectError `bad-argument` naming every feature that both have with other content (unless one of them is to be
   *   taken), or if the sets have the defaults of different systems, or do other things with their features
   */
  merge(other: FeatureSet, { onConflict = 'refuse' }: MergeOptions = {}): FeatureSet {
    const [compat, otherCompat] = [this, other].map((set) => set.#document.get('compat') ?? 'none');
    if (compat !== otherCompat) {
      const message = `the sets have other defaults: compat is ${compat} in one, ${otherCompat} in the other`;
      throw new OectError('bad-argument', `${message}; write out the parameters, and give both the same compat`);
    }
    const [done, otherDone] = [this, other].map((set) => set.#transforms);
    if (otherDone !== NO_TRANSFORMS && otherDone !== done) {
      const message = `the sets do other things with their features: ${done} in one, ${otherDone} in the other`;
      throw new OectError('bad-argument', `${message}; give both the same postprocessing, or only the first any`);
    }
    const conflicts = this.#conflictsWith(other, this.names);
    if (onConflict === 'refuse') this.#refuse(conflicts, "rename one of them, or say onConflict: 'keep' or 'replace'");
    const added = other.names.filter((name) => !this.names.includes(name));
    const taken = onConflict === 'replace' ? [...conflicts.keys(), ...added] : added;
    if (taken.length === 0) return this;

    let document = this.#document.copy();
    const parts = new Map(this.#parts);
    const contents = other.#document.features();
    for (const name of taken) {
      document = document.withFeature(name, contents.get(name) ?? {});
      parts.delete(name);
      const part = other.#parts.get(name);
      if (part !== undefined) parts.set(name, part);
    }
    document.set('config_version', raiseVersion(this.version));
    const types = [this, other].map((set) => set.#document.get('data_type'));
    if (types[0] !== types[1] && !types.includes(undefined)) document.set('data_type', 'both');
    const shown = added.filter((name) => other.#selected?.includes(name) ?? true);
    const selected = shown.length < added.length ? (this.#selected ?? this.names) : this.#selected;
    return new FeatureSet(document, parts).#select(selected, shown);
  }

  /**
   * As YAML.
   *
   * @throws OectError `bad-argument` naming every feature whose function or extractor only this program has
   */
  toYaml(registry: Registry = builtInRegistry): string {
    const problems = [...this.#parts].flatMap(([name, { func, extractor }]) => {
      if (func !== undefined) {
        return `feature "${name}" has a function of this program; write it as text ("lambda x: ..."), or export it from a module and give its name`;
      }
      if (typeof extractor !== 'object' || isRegistered(extractor, registry)) return [];
      return `feature "${name}" has extractor ${extractor.name} of this program; export it from a module, and load that with loadRegistry()`;
    });
    if (problems.length > 0) throw new OectError('bad-argument', `no file can hold this: ${problems.join('\n')}`);
    return this.#document.toString();
  }

  /**
   * Writes the set as a YAML file that can be loaded, complete or not at all; replaces a file that is there.
   *
   * @throws ConfigurationError if it cannot be loaded; else as {@link toYaml}, and `write-failed`
   */
  async save(path: string, registry: Registry = builtInRegistry): Promise<WrittenFile> {
    const text = this.toYaml(registry);
    this.build({ registry });
    return writeAtomically(path, Buffer.from(text));
  }

  /**
   * The configuration of these features.
   *
   * @throws ConfigurationError with all that is wrong, and where it would stand in the YAML
   */
  build(options: Pick<ParseOptions, 'registry' | 'doubts'> = {}): Configuration {
    const name = String(this.#document.get('name') ?? 'features');
    return parseConfiguration(this.#document.toString(), { ...options, file: name, name, parts: this.#parts });
  }

  /** What is done with the features, as text: the same for the same. */
  get #transforms(): string {
    return canonicalJson([...this.#list('advanced', 'transforms'), ...this.#list('postprocessing')]);
  }

  #list(...path: readonly string[]): readonly unknown[] {
    const list = this.#document.get(...path);
    return Array.isArray(list) ? list : [];
  }

  /** The features that are shown; undefined if all are. */
  get #selected(): readonly string[] | undefined {
    const selected = this.#document.get('versioning', 'selected_features');
    return Array.isArray(selected) && selected.length > 0 ? selected : undefined;
  }

  #select(selected: readonly string[] | undefined, added: readonly string[]): FeatureSet {
    return selected === undefined ? this : this.with({ selected: [...new Set([...selected, ...added])] });
  }

  /** Features among these that both sets have with other content, each with both contents. */
  #conflictsWith(
    other: FeatureSet,
    names: readonly string[],
  ): ReadonlyMap<string, readonly [WrittenFeature, WrittenFeature]> {
    const [mine, others] = [this.#document.features(), other.#document.features()];
    return new Map(
      names.flatMap((name) => {
        const [own, its] = [mine.get(name), others.get(name)];
        if (own === undefined || its === undefined) return [];
        const [part, itsPart] = [this.#parts.get(name), other.#parts.get(name)];
        const isSame =
          essenceOf(own) === essenceOf(its) && part?.func === itsPart?.func && part?.extractor === itsPart?.extractor;
        return isSame ? [] : [[name, [own, its]] as const];
      }),
    );
  }

  #refuse(conflicts: ReadonlyMap<string, readonly [WrittenFeature, WrittenFeature]>, hint: string): void {
    const lines = [...conflicts].map(
      ([name, [own, its]]) =>
        `feature "${name}" is there already with other content: ${essenceOf(own)}, not ${essenceOf(its)}`,
    );
    if (lines.length > 0) throw new OectError('bad-argument', `${lines.join('\n')}\n${hint}`);
  }
}
