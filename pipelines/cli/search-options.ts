import { type Command, Option } from 'commander';
import type { CatalogQuery, WorkflowCondition, WorkflowKey } from '../../lib/catalog/query.js';
import { OectError } from '../../lib/errors.js';
import { notNegative, wholeNumber } from './option-values.js';

/** What is to be found, as it is given on a command line. */
export interface SearchOptions {
  readonly chip?: readonly string[];
  readonly device?: readonly string[];
  readonly test?: readonly string[];
  readonly batch?: readonly string[];
  readonly status?: readonly string[];
  readonly deviceType?: readonly string[];
  readonly description?: readonly string[];
  readonly createdAfter?: string;
  readonly createdBefore?: string;
  readonly completedAfter?: string;
  readonly completedBefore?: string;
  readonly minSteps?: number;
  readonly maxSteps?: number;
  readonly minCompletion?: number;
  readonly maxCompletion?: number;
  readonly with?: Sources;
  readonly without?: Sources;
  readonly text?: string;
  readonly where?: readonly string[];
  readonly has?: string;
  readonly missing?: string;
  readonly orderBy?: string;
  readonly desc?: true;
  readonly limit?: number;
  readonly offset?: number;
}

type Sources = 'transfer' | 'transient' | 'both';

/** How to write {@link SearchOptions}, for the help of a command. */
export const SEARCH_NOTES = `
All conditions must be met; of an option that is given several times one value. Values are compared exactly, but N, n-type and
N-type are the same. Times are such as 2025-08-04 or 2025-08-04T14:30; after means then or later. A condition on the workflow is
KEY=VALUE, KEY>=NUMBER or KEY<=NUMBER, in quotes; "oect catalog show" lists the keys of an experiment.`;

const several = (value: string, before: readonly string[] = []) => [...before, value];

/** Adds the options of a search to a command. */
export function addSearchOptions(command: Command): Command {
  const source = (flags: string, description: string) =>
    new Option(flags, description).choices(['transfer', 'transient', 'both']);
  return command
    .option('--chip <id>', 'on this chip', several)
    .option('--device <id>', 'of this device', several)
    .option('--test <id>', 'of this test', several)
    .option('--batch <id>', 'of this batch', several)
    .option('--status <status>', 'such as completed', several)
    .option('--device-type <type>', 'N or P', several)
    .option('--description <text>', 'described so', several)
    .option('--created-after <time>', 'created then or later')
    .option('--created-before <time>', 'created before')
    .option('--completed-after <time>', 'completed then or later')
    .option('--completed-before <time>', 'completed before')
    .option('--min-steps <n>', 'with so many steps or more, transfer and transient together', wholeNumber(0))
    .option('--max-steps <n>', 'with so many steps or fewer', wholeNumber(0))
    .option('--min-completion <percent>', 'completed so far or further', notNegative)
    .option('--max-completion <percent>', 'completed so far or less', notNegative)
    .addOption(source('--with <source>', 'with steps of this kind'))
    .addOption(source('--without <source>', 'with no steps of this kind'))
    .option('--text <words>', 'each of these words in some attribute, or in the name of the file')
    .option('--where <condition>', 'such as "workflow_step_1_2_param_topTime>=50"', several)
    .option('--has <config>', 'with features of this configuration, made from what the experiment is now')
    .option('--missing <config>', 'without features of this configuration')
    .option('--order-by <field>', 'such as created_at (default: by their files)')
    .option('--desc', 'in descending order')
    .option('--limit <n>', 'so many at most', wholeNumber(0))
    .option('--offset <n>', 'without so many of the first', wholeNumber(0));
}

/**
 * The query that the options stand for.
 *
 * @throws OectError `bad-argument` for a condition that is none
 */
export function queryOf(options: SearchOptions): CatalogQuery {
  const query: { [K in keyof CatalogQuery]?: CatalogQuery[K] | undefined } = {
    chip_id: options.chip,
    device_id: options.device,
    test_id: options.test,
    batch_id: options.batch,
    status: options.status,
    device_type: options.deviceType,
    description: options.description,
    created_after: options.createdAfter,
    created_before: options.createdBefore,
    completed_after: options.completedAfter,
    completed_before: options.completedBefore,
    min_steps: options.minSteps,
    max_steps: options.maxSteps,
    min_completion: options.minCompletion,
    max_completion: options.maxCompletion,
    ...dataConditions(options),
    text_search: options.text,
    has_features: options.has,
    missing_features: options.missing,
    order_by: options.orderBy as CatalogQuery['order_by'],
    order_desc: options.desc,
    limit: options.limit,
    offset: options.offset,
    ...workflowConditions(options.where ?? []),
  };
  // Of one value a search that finds nothing names the nearest.
  const entries = Object.entries(query).filter(([, value]) => value !== undefined);
  return Object.fromEntries(
    entries.map(([key, value]) => [key, Array.isArray(value) && value.length === 1 ? value[0] : value]),
  );
}

function dataConditions({
  with: there,
  without,
}: SearchOptions): Pick<CatalogQuery, 'has_transfer_data' | 'has_transient_data'> {
  const of = (source: 'transfer' | 'transient') => {
    if (there === source || there === 'both') return true;
    return without === source || without === 'both' ? false : undefined;
  };
  const [transfer, transient] = [of('transfer'), of('transient')];
  return {
    ...(transfer !== undefined && { has_transfer_data: transfer }),
    ...(transient !== undefined && { has_transient_data: transient }),
  };
}

const CONDITION = /^\s*(workflow_\w+)\s*(>=|<=|=)\s*(.*?)\s*$/;

/** Both ends of a range may be given, each as a condition of its own. */
function workflowConditions(conditions: readonly string[]): Readonly<Record<WorkflowKey, WorkflowCondition>> {
  const read: Record<WorkflowKey, WorkflowCondition> = {};
  for (const condition of conditions) {
    const [, key, sign, value = ''] = CONDITION.exec(condition) ?? [];
    const bound = Number(value);
    if (key === undefined || value === '' || (sign !== '=' && Number.isNaN(bound))) {
      throw new OectError(
        'bad-argument',
        `"${condition}" is no condition; write workflow_KEY=VALUE, workflow_KEY>=NUMBER or workflow_KEY<=NUMBER, in quotes`,
      );
    }
    const name = key as WorkflowKey;
    const before = read[name];
    const range = typeof before === 'object' && !Array.isArray(before) ? before : {};
    read[name] = sign === '=' ? value : { ...range, [sign === '>=' ? 'min' : 'max']: bound };
  }
  return read;
}
