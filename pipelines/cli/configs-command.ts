import type { Command } from 'commander';
import type { Configuration } from '../../lib/config/configuration.js';
import type { NamedConfiguration } from '../../lib/config/find-configuration.js';
import type { LoadOptions } from '../../lib/config/load-configuration.js';
import { isOectError } from '../../lib/errors.js';
import type { Registry } from '../../lib/extractors/registry.js';
import type { Feature } from '../../lib/graph/feature.js';
import { describeTransform } from '../../lib/postprocess/transform.js';
import { configDirectories, configDirOption } from './config-dir.js';
import { count } from './count.js';
import { moduleUrl } from './module-url.js';
import { textTable } from './text-table.js';

interface ConfigsOptions {
  readonly configDir?: readonly string[];
  readonly extractors?: readonly string[];
  readonly strict?: true;
  readonly yaml?: true;
  readonly merge?: readonly string[];
  readonly schema?: true;
}

const EXAMPLES = `
Examples:
  oect configs
  oect configs v2_all
  oect configs v2_all --yaml > my-features.yaml
  oect configs v2_transfer_basic --merge v2_transient_basic > both.yaml
  oect configs my-features.yaml --strict                   # checks it
  oect configs --config-dir lab/configurations             # lists those as well
  oect configs --schema > oect.schema.json                 # for editors: begin a YAML file with
                                                           # yaml-language-server: $schema=oect.schema.json`;

export function configsCommand(program: Command): void {
  program
    .command('configs')
    .description('Show the configurations that have a name, or what one of them computes.')
    .argument('[name|file]', 'the name of a configuration, or a YAML file to be checked')
    .addOption(configDirOption())
    .option('--extractors <module...>', 'modules with extractors of your own')
    .option('--strict', 'take unknown keys and contradictions in the configuration for errors')
    .option('--yaml', 'print the configuration itself, to start one of your own from')
    .option('--merge <name|file...>', 'print it as YAML with the features of others appended, its version raised')
    .option('--schema', 'print the JSON Schema of configurations, by which editors complete and check them')
    .addHelpText('after', EXAMPLES)
    .action(showConfigs);
}

async function showConfigs(name: string | undefined, options: ConfigsOptions): Promise<void> {
  const [{ loadConfiguration }, { loadRegistry }] = await Promise.all([
    import('../../lib/config/load-configuration.js'),
    import('../../lib/extractors/registry.js'),
  ]);
  const registry = await loadRegistry((options.extractors ?? []).map(moduleUrl));
  if (options.schema) return printSchema(registry);
  const directories = configDirectories(options.configDir);
  const loadOptions = { directories, registry, doubts: options.strict ? 'refuse' : 'warn' } as const;
  if (name === undefined) return listAll(directories, loadOptions);
  const configuration = await loadConfiguration(name, loadOptions);
  for (const warning of configuration.warnings) process.stderr.write(`${warning}\n`);
  if (options.merge) return printMerged(configuration, options.merge, loadOptions);
  process.stdout.write(options.yaml ? configuration.text : `${details(configuration)}\n`);
}

async function printMerged(first: Configuration, others: readonly string[], options: LoadOptions): Promise<void> {
  const [{ FeatureSet }, { loadConfiguration }] = await Promise.all([
    import('../../lib/config/feature-set.js'),
    import('../../lib/config/load-configuration.js'),
  ]);
  const loaded = await Promise.all(others.map((other) => loadConfiguration(other, options)));
  const merged = loaded.map(FeatureSet.from).reduce((all, other) => all.merge(other), FeatureSet.from(first));
  process.stdout.write(merged.build(options).text);
}

async function printSchema(registry: Registry): Promise<void> {
  const { configurationSchema } = await import('../../lib/config/json-schema.js');
  process.stdout.write(`${JSON.stringify(configurationSchema(registry), null, 2)}\n`);
}

async function listAll(directories: readonly string[], options: LoadOptions): Promise<void> {
  const { namedConfigurations } = await import('../../lib/config/find-configuration.js');
  const rows = await Promise.all((await namedConfigurations(directories)).map((named) => overview(named, options)));
  process.stdout.write(`${textTable(rows)}\n`);
}

/** One that cannot be used is no reason not to show the others. */
async function overview({ name, file, directory }: NamedConfiguration, options: LoadOptions): Promise<string[]> {
  const { loadConfiguration } = await import('../../lib/config/load-configuration.js');
  const origin = directory ?? 'built in';
  try {
    const { graph, description } = await loadConfiguration(file, options);
    return [name, origin, count(graph.features.length, 'feature'), description];
  } catch (error) {
    if (!isOectError(error)) throw error;
    return [name, origin, 'unusable', `oect configs ${file} says why`];
  }
}

function details({ name, version, description, graph }: Configuration): string {
  const rows = graph.features.map((feature) => [feature.name, unitOf(feature), originOf(feature)]);
  const then = graph.transforms.map((transform) => `\n  then ${describeTransform(transform)}`);
  const title = description === '' ? `${name} ${version}` : `${name} ${version}: ${description}`;
  return `${title}\n\n${textTable(rows, '  ')}${then.length > 0 ? '\n' : ''}${then.join('')}`;
}

function unitOf(feature: Feature): string {
  const unit = feature.kind === 'derived' ? feature.unit : (feature.outputs[0]?.unit ?? '');
  return typeof unit === 'string' ? unit : unit.join(', ');
}

function originOf(feature: Feature): string {
  if (feature.kind === 'derived') return `${feature.text} of ${feature.inputs.join(', ')}`;
  return `${feature.extractor.name} ${JSON.stringify(feature.params)}`;
}
