/** Whether features of several numbers become one column each, `name_i` and `name_i_j`, or stay one list column. */
export type TableLayout = 'expanded' | 'lists';

/**
 * Names of the columns that a feature of an inner shape becomes, in row-major order.
 *
 * @example
 * ```ts
 * expandedNames('tau', [2, 2]); // ['tau_0_0', 'tau_0_1', 'tau_1_0', 'tau_1_1']
 * ```
 */
export function expandedNames(name: string, shape: readonly number[]): readonly string[] {
  return shape.reduce<readonly string[]>(
    (names, size) => names.flatMap((prefix) => Array.from({ length: size }, (_, index) => `${prefix}_${index}`)),
    [name],
  );
}
