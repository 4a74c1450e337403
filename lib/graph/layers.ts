import { OectError } from '../errors.js';
import type { DerivedFeature, ExtractedFeature, Feature } from './feature.js';

/** Features that can be computed together, because all they need is in earlier layers or in the file. */
export interface Layer {
  /** From 0: the length of the longest path from a source to these features. */
  readonly index: number;
  readonly extracted: readonly ExtractedFeature[];
  readonly derived: readonly DerivedFeature[];
}

/** Layers by longest path. The inputs of every feature must be among `features`, without a cycle. */
export function layersOf(features: readonly Feature[]): readonly Layer[] {
  const layers: Layer[] = [];
  const computed = new Set<string>();
  let waiting = features;
  while (waiting.length > 0) {
    const isReady = ({ inputs }: Feature) => inputs.every((input) => computed.has(input));
    const ready = waiting.filter(isReady);
    if (ready.length === 0) {
      throw new OectError('internal', `inputs of ${waiting.map(({ name }) => name).join(', ')} are never computed`);
    }
    waiting = waiting.filter((feature) => !isReady(feature));
    layers.push({
      index: layers.length,
      extracted: ready.filter((feature) => feature.kind === 'extracted'),
      derived: ready.filter((feature) => feature.kind === 'derived'),
    });
    for (const { name } of ready) computed.add(name);
  }
  return layers;
}

/** Features, each behind those that it needs; what is in a cycle, or needs something in one, is left out. */
export function inOrder(features: readonly DerivedFeature[]): readonly DerivedFeature[] {
  const names = new Set(features.map(({ name }) => name));
  const users = new Map<string, DerivedFeature[]>(features.map(({ name }) => [name, []]));
  const missing = new Map<string, Set<string>>();
  for (const feature of features) {
    const inputs = new Set(feature.inputs.filter((input) => names.has(input)));
    missing.set(feature.name, inputs);
    for (const input of inputs) users.get(input)?.push(feature);
  }
  const ordered = features.filter(({ name }) => missing.get(name)?.size === 0);
  // A list also goes through what is added on the way.
  for (const { name } of ordered) {
    for (const user of users.get(name) ?? []) {
      missing.get(user.name)?.delete(name);
      if (missing.get(user.name)?.size === 0) ordered.push(user);
    }
  }
  return ordered;
}

/**
 * Cycles among named nodes, each as the path that closes (`['a', 'b', 'a']`). No node is in two of them, and if there is any
 * cycle, there is one here.
 *
 * @param inputsOf - names that a node needs; unknown names are leaves
 */
export function findCycles(
  names: readonly string[],
  inputsOf: (name: string) => readonly string[],
): readonly (readonly string[])[] {
  const cycles: (readonly string[])[] = [];
  const inCycle = new Set<string>();
  const done = new Set<string>();
  for (const start of names) {
    // The way down from `start`, each node with those of its inputs that are still to be visited.
    const path: { readonly name: string; readonly inputs: Iterator<string> }[] = [];
    const onPath = new Set<string>();
    const enter = (name: string) => {
      path.push({ name, inputs: inputsOf(name).values() });
      onPath.add(name);
    };
    if (!done.has(start)) enter(start);
    for (let here = path.at(-1); here !== undefined; here = path.at(-1)) {
      const next = here.inputs.next();
      if (next.done) {
        done.add(here.name);
        onPath.delete(here.name);
        path.pop();
      } else if (onPath.has(next.value)) {
        const nodes = path.map(({ name }) => name);
        const cycle = nodes.slice(nodes.indexOf(next.value));
        if (!cycle.some((name) => inCycle.has(name))) cycles.push([...cycle, next.value]);
        for (const name of cycle) inCycle.add(name);
      } else if (!done.has(next.value)) {
        enter(next.value);
      }
    }
  }
  return cycles;
}
