import type { AttributeValue } from './head.js';
import { pulseTiming } from './pulse-timing.js';
import type { PulseTiming } from './step.js';

/** One step of a workflow, of whatever the JSON had in its place. */
type Node = Readonly<Record<string, unknown>>;

/**
 * How the first transient step of a workflow pulses the gate, wherever it stands in the nested loops; undefined if there
 * is none or it does not say.
 */
export function workflowTiming(workflow: readonly unknown[]): PulseTiming | undefined {
  const transient = firstTransient(workflow);
  const timing = transient && pulseTiming(parametersOf(transient));
  return timing && Object.keys(timing).length > 0 ? timing : undefined;
}

function firstTransient(steps: readonly unknown[]): Node | undefined {
  for (const step of steps.filter(isNode)) {
    const found = step.type === 'transient' ? step : firstTransient(stepsOf(step));
    if (found !== undefined) return found;
  }
  return undefined;
}

/**
 * A workflow as flat keys for search, such as `workflow_step_1_type` and `workflow_step_1_2_param_topTime`: the path
 * counts from 1, one number a level. `id`, `type`, `iterations` and `command_id` keep their names.
 */
export function flattenWorkflow(workflow: readonly unknown[]): Record<string, AttributeValue> {
  return Object.fromEntries(flattenSteps(workflow, 'workflow_step'));
}

function flattenSteps(steps: readonly unknown[], prefix: string): [string, AttributeValue][] {
  return steps.flatMap((step, i) => (isNode(step) ? flattenStep(step, `${prefix}_${i + 1}`) : []));
}

function flattenStep(step: Node, prefix: string): [string, AttributeValue][] {
  const own = pick(step, ['id', 'type', 'iterations', 'command_id']);
  const parameters = Object.entries(parametersOf(step)).map(([name, value]) => [`param_${name}`, value] as const);
  const values = [...own, ...parameters].flatMap(([name, value]): [string, AttributeValue][] =>
    value === undefined || value === null ? [] : [[`${prefix}_${name}`, asAttribute(value)]],
  );
  return [...values, ...flattenSteps(stepsOf(step), prefix)];
}

/** A workflow as lines of text, indented by level: `2 transient topTime=50 bottomTime=50`. */
export function workflowLines(workflow: readonly unknown[], indent = ''): string[] {
  return workflow.flatMap((step, i) => {
    if (!isNode(step)) return [`${indent}${i + 1} ${JSON.stringify(step)}`];
    const type = String(step.type ?? 'step without a type');
    const times = step.iterations === undefined ? '' : ` x ${String(step.iterations)}`;
    const parameters = Object.entries(parametersOf(step)).map(
      ([name, value]) => ` ${name}=${String(asAttribute(value))}`,
    );
    return [`${indent}${i + 1} ${type}${times}${parameters.join('')}`, ...workflowLines(stepsOf(step), `${indent}  `)];
  });
}

function pick(step: Node, names: readonly string[]): (readonly [string, unknown])[] {
  return names.map((name) => [name, step[name]] as const);
}

/** Instruments write `params` or `parameters`. */
function parametersOf(step: Node): Node {
  const parameters = step.params ?? step.parameters;
  return isNode(parameters) ? parameters : {};
}

function stepsOf(step: Node): readonly unknown[] {
  const steps = step.steps;
  return Array.isArray(steps) ? steps : [];
}

function isNode(value: unknown): value is Node {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function asAttribute(value: unknown): AttributeValue {
  if (typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean') return value;
  return JSON.stringify(value);
}
