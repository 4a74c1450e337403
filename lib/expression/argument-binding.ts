import type { FunctionDefinition, ParameterDefinition } from './functions/function-definition.js';
import { OBJECT } from './functions/registry.js';
import type { Expression, Span } from './syntax.js';

/** Arguments of a call on their way to the parameters of its function. */
export class ArgumentBinding {
  readonly #definition: FunctionDefinition;
  readonly #arguments = new Map<string, Expression>();
  readonly #rest: Expression[] = [];
  readonly #hasObject: boolean;
  #positions: string[];
  #named = false;

  constructor(definition: FunctionDefinition, object: Expression | undefined) {
    this.#definition = definition;
    this.#hasObject = object !== undefined;
    this.#positions = [...definition.parameters].filter(([, { passing }]) => passing !== 'name').map(([name]) => name);
    if (object) {
      this.#arguments.set(OBJECT, object);
      this.#positions.shift();
    }
  }

  /** The parameter of the next argument without a name, if there is one. */
  nextPosition(): { readonly name: string; readonly definition: ParameterDefinition<unknown> } | undefined {
    const [name] = this.#positions;
    const definition = name === undefined ? undefined : this.#definition.parameters.get(name);
    if (!definition || this.#named) return undefined;
    if (definition.passing !== 'rest') this.#positions.shift();
    return { name, definition };
  }

  named(name: string): ParameterDefinition<unknown> | undefined {
    const definition = this.names().includes(name) ? this.#definition.parameters.get(name) : undefined;
    if (definition) this.#named = true;
    return definition;
  }

  names(): string[] {
    return [...this.#definition.parameters]
      .filter(([name, { passing }]) => passing === 'name' || (passing === 'either' && !this.#isObject(name)))
      .map(([name]) => name);
  }

  has(name: string): boolean {
    return this.#arguments.has(name);
  }

  add(name: string, argument: Expression): void {
    if (this.#definition.parameters.get(name)?.passing === 'rest') this.#rest.push(argument);
    else this.#arguments.set(name, argument);
  }

  /** By the names of the parameters. */
  arguments(span: Span): ReadonlyMap<string, Expression> {
    const [rest] = [...this.#definition.parameters].filter(([, { passing }]) => passing === 'rest');
    if (!rest || this.#rest.length === 0) return this.#arguments;
    const [name] = rest;
    return new Map([...this.#arguments, [name, { kind: 'sequence', brackets: 'tuple', items: this.#rest, span }]]);
  }

  describe(): string {
    const all = [...this.#definition.parameters].filter(([name]) => !this.#isObject(name));
    return `; its arguments: ${all.map(([name, { passing }]) => (passing === 'name' ? `${name}=` : name)).join(', ')}`;
  }

  #isObject(name: string): boolean {
    return this.#hasObject && name === OBJECT;
  }
}
