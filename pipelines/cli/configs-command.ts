import type { Command } from 'commander';
import type { Configuration } from '../../lib/config/configuration.js';
import type { Feature } from '../../lib/graph/feature.js';
import { count } from './count.js';
import { textTable } from './text-table.js';

export function configsCommand(program: Command): void {
  program
    .command('configs')
    .description('Show the built-in configurations, or what one of them computes.')
    .argument('[name|file]', 'a built-in configuration, or a YAML file to be checked')
    .option('--yaml', 'print the configuration itself, to start one of your own from')
    .addHelpText(
      'after',
      '\nExamples:\n  oect configs\n  oect configs v2_all\n  oect configs v2_all --yaml > my-features.yaml',
    )
    .action(showConfigs);
}

async function showConfigs(name: string | undefined, options: { readonly yaml?: true }): Promise<void> {
  const [{ loadConfiguration }, { templateNames }] = await Promise.all([
    import('../../lib/config/load-configuration.js'),
    import('../../lib/config/templates.js'),
  ]);
  if (name === undefined) {
    const all = await Promise.all((await templateNames()).map((template) => loadConfiguration(template)));
    const rows = all.map(({ name, graph, description }) => [
      name,
      count(graph.features.length, 'feature'),
      description,
    ]);
    process.stdout.write(`${textTable(rows)}\n`);
    return;
  }
  const configuration = await loadConfiguration(name);
  for (const warning of configuration.warnings) process.stderr.write(`${warning}\n`);
  process.stdout.write(options.yaml ? configuration.text : `${details(configuration)}\n`);
}

function details({ name, version, description, graph }: Configuration): string {
  const rows = graph.features.map((feature) => [feature.name, unitOf(feature), originOf(feature)]);
  return `${name} ${version}: ${description}\n\n${textTable(rows, '  ')}`;
}

function unitOf(feature: Feature): string {
  const unit = feature.kind === 'derived' ? feature.unit : (feature.outputs[0]?.unit ?? '');
  return typeof unit === 'string' ? unit : unit.join(', ');
}

function originOf(feature: Feature): string {
  if (feature.kind === 'derived') return `${feature.text} of ${feature.inputs.join(', ')}`;
  return `${feature.extractor.name} ${JSON.stringify(feature.params)}`;
}
