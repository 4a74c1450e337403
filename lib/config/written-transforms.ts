import { isMapping } from './schema-parts.js';

/**
 * The transforms of a list, as they are written, without a feature: one that was done with it alone is left out.
 *
 * @returns undefined if none of them names the feature
 */
export function withoutTarget(list: unknown, name: string): readonly object[] | undefined {
  if (!Array.isArray(list)) return undefined;
  const names = (transform: unknown) => isMapping(transform) && [transform.target].flat().includes(name);
  if (!list.some(names)) return undefined;
  return list.flatMap((transform) => {
    if (!names(transform)) return [transform];
    const target = [transform.target].flat().filter((other) => other !== name);
    return target.length === 0 ? [] : [{ ...transform, target }];
  });
}
