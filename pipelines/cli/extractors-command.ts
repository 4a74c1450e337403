import { type Command, Option } from 'commander';
import { OectError } from '../../lib/errors.js';
import { SOURCES, type Source } from '../../lib/experiment/step.js';
import type { ExtractorDescription, ParamDescription } from '../../lib/extractors/describe-extractor.js';
import type { Output } from '../../lib/extractors/extractor.js';
import { suggestion } from '../../lib/nearest.js';
import { moduleUrl } from './module-url.js';
import { textTable } from './text-table.js';

interface ExtractorsOptions {
  readonly extractors?: readonly string[];
  readonly json?: true;
  readonly new?: string;
  readonly source?: Source;
  readonly dir?: string;
}

const EXAMPLES = `
Examples:
  oect extractors
  oect extractors transient.tau_on_off
  oect extractors --new my-feature                      # a module to start from, its test and a configuration
  oect extractors --new my-feature --source transient --dir lab/extractors`;

export function extractorsCommand(program: Command): void {
  program
    .command('extractors')
    .description('Show what can be computed: all extractors, or one with its parameters. Or begin one of your own.')
    .argument('[name]', 'an extractor, such as transfer.gm_max')
    .option('--extractors <module...>', 'modules with extractors of your own')
    .option('--json', 'print JSON, the parameters as JSON Schema')
    .option('--new <name>', 'write a ready extractor of this name with its test, for you to change')
    .addOption(new Option('--source <source>', 'what the new one reads (default: "transfer")').choices(SOURCES))
    .option('--dir <dir>', 'folder for the new one (default: ".")')
    .addHelpText('after', EXAMPLES)
    .action(showOrBegin);
}

async function showOrBegin(name: string | undefined, options: ExtractorsOptions): Promise<void> {
  const { new: newName, source = 'transfer', dir = '.' } = options;
  if (newName !== undefined) {
    if (name !== undefined) {
      throw new OectError(
        'bad-argument',
        `--new ${newName} writes an extractor, and ${name} shows one; ask for one of them`,
      );
    }
    const { newExtractor } = await import('./new-extractor.js');
    process.stdout.write(await newExtractor(newName, source, dir));
    return;
  }
  if (options.source !== undefined || options.dir !== undefined) {
    throw new OectError('bad-argument', '--source and --dir are for a new extractor; give its name: --new my-feature');
  }
  await showExtractors(name, options);
}

async function showExtractors(name: string | undefined, options: ExtractorsOptions): Promise<void> {
  const [{ loadRegistry }, { describeExtractor }] = await Promise.all([
    import('../../lib/extractors/registry.js'),
    import('../../lib/extractors/describe-extractor.js'),
  ]);
  const { extractors } = await loadRegistry((options.extractors ?? []).map(moduleUrl));
  const described = [...extractors.values()].map(({ extractor }) => describeExtractor(extractor));
  if (name === undefined) {
    process.stdout.write(options.json ? json(described) : `${overview(described)}\n`);
    return;
  }
  const found = described.find((extractor) => extractor.name === name);
  if (found === undefined) {
    throw new OectError('bad-argument', `there is no extractor "${name}"; ${suggestion(name, extractors.keys())}`);
  }
  process.stdout.write(options.json ? json(found) : `${details(found)}\n`);
}

function json(value: unknown): string {
  return `${JSON.stringify(value, null, 2)}\n`;
}

function overview(extractors: readonly ExtractorDescription[]): string {
  return textTable(
    extractors.map(({ name, outputs, description }) => [name, outputs[0] ? unitText(outputs[0]) : '', description]),
  );
}

function details({ name, source, description, version, outputs, params, inputs }: ExtractorDescription): string {
  const results = outputs.map((output) => [
    output.name === '' ? '(feature)' : `_${output.name}`,
    `[${output.shape.join(', ')}]`,
    unitText(output),
    output.description,
  ]);
  const features = inputs.map((input) => [
    input.name,
    `[${input.shape.join(', ')}]`,
    input.unit ?? '',
    input.description,
  ]);
  const parameters = params.map((param) => [param.name, allowed(param), defaultText(param), param.description]);
  return [
    `${name} (of a ${[source].flat().join(' and a ')} step, version ${version}): ${description}`,
    `\nResults with the default parameters:\n${textTable(results, '  ')}`,
    ...(features.length === 0 ? [] : [`\nEarlier features, in the order of its input:\n${textTable(features, '  ')}`]),
    ...(params.length === 0 ? [] : [`\nParameters:\n${textTable(parameters, '  ')}`]),
  ].join('\n');
}

function unitText({ unit }: Output): string {
  return typeof unit === 'string' ? unit : unit.join(', ');
}

function defaultText(param: ParamDescription): string {
  return param.default === undefined ? '' : `default ${JSON.stringify(param.default)}`;
}

/** The values that a JSON Schema allows, in a word or two. */
function allowed({ schema }: ParamDescription): string {
  const {
    type,
    enum: choices,
    items,
    anyOf,
  } = schema as {
    type?: string;
    enum?: readonly unknown[];
    items?: unknown;
    anyOf?: readonly object[];
  };
  if (choices !== undefined) return choices.join(' | ');
  if (anyOf !== undefined) return anyOf.map((one) => allowed({ name: '', description: '', schema: one })).join(' | ');
  if (type === 'array') return Array.isArray(items) ? `[${items.length} values]` : 'list';
  return type ?? 'any';
}
