/**
 * Names that SQL tells apart, which takes no account of case: one that is taken already gets a number, as DuckDB numbers the
 * columns of a file, `Von` and `von_1`.
 *
 * @param taken - names that must not be given
 */
export function distinctNames(names: readonly string[], taken: readonly string[]): readonly string[] {
  const used = new Set(taken.map((name) => name.toLowerCase()));
  return names.map((name) => {
    let distinct = name;
    for (let number = 1; used.has(distinct.toLowerCase()); number++) distinct = `${name}_${number}`;
    used.add(distinct.toLowerCase());
    return distinct;
  });
}
