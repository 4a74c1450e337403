import type { Workspace } from '../limits.js';
import type { Value } from '../value.js';

/** What a parameter takes: how its argument is checked and read. */
export interface ArgumentType<out T> {
  /** `an integer`: completes "takes ...". */
  readonly expects: string;
  /** Throws a Fault if the value is not of this type. */
  readonly read: (value: Value, workspace: Workspace) => T;
}

/** How an argument may be given: by position, by name, either way, or as any number of positions. */
export type Passing = 'position' | 'name' | 'either' | 'rest';

/** A parameter of a function. Without a fallback it must be given. */
export interface ParameterDefinition<out T> {
  readonly type: ArgumentType<T>;
  readonly passing: Passing;
  readonly fallback?: { readonly value: T };
}

/** A function that expressions may call. */
export interface FunctionDefinition {
  readonly name: string;
  /** In the order of their positions. */
  readonly parameters: ReadonlyMap<string, ParameterDefinition<unknown>>;
  /** @param args every parameter's argument, as its type read it, or its fallback */
  readonly apply: (workspace: Workspace, args: ReadonlyMap<string, unknown>) => Value;
}

type ParameterDefinitions = Readonly<Record<string, ParameterDefinition<unknown>>>;

type ArgumentsOf<P extends ParameterDefinitions> = {
  readonly [K in keyof P]: P[K] extends ParameterDefinition<infer T> ? T : never;
};

export function defineFunction<P extends ParameterDefinitions>(
  name: string,
  parameters: P,
  compute: (workspace: Workspace, args: ArgumentsOf<P>) => Value,
): FunctionDefinition {
  return {
    name,
    parameters: new Map(Object.entries(parameters)),
    apply: (workspace, args) => compute(workspace, Object.fromEntries(args) as ArgumentsOf<P>),
  };
}

/** A parameter that must be given. */
export function required<T>(type: ArgumentType<T>, passing: Passing = 'either'): ParameterDefinition<T> {
  return { type, passing };
}

/** A parameter that may be left out. */
export function optional<T, F>(
  type: ArgumentType<T>,
  fallback: F,
  passing: Passing = 'either',
): ParameterDefinition<T | F> {
  return { type, passing, fallback: { value: fallback } };
}
