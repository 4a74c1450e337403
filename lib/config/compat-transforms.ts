import type { ConfigurationContent } from './schema.js';
import type { KeyRemark, Path } from './schema-keys.js';
import { isMapping } from './schema-parts.js';

/** The system that accepts transforms, whatever they are, and does nothing with them. */
const IGNORING: ConfigurationContent['compat'] = 'oect-infra-1.2';

/** A reason for programs and configurations that take the defaults of that system. */
export const IGNORED_TRANSFORMS = `${IGNORING} accepted it and did nothing with it; without compat it is done`;

const PATHS: readonly Path[] = [['postprocessing'], ['advanced', 'transforms']];

/** A content without what its compat leaves undone, and what is to be said to that. */
export interface UndoneTransforms {
  readonly content: unknown;
  readonly remarks: readonly KeyRemark[];
}

/** Takes the transforms out of a content under compat: they need not even be of the form that is known here. */
export function leaveOutTransforms(content: unknown): UndoneTransforms {
  if (!isMapping(content) || content.compat !== IGNORING) return { content, remarks: [] };
  const remarks = PATHS.filter((path) => !isEmpty(valueAt(content, path))).map((path): KeyRemark => {
    return { kind: 'ignored', path, message: `"${path.join('.')}" is ignored: ${IGNORED_TRANSFORMS}` };
  });
  const { postprocessing: _, ...others } = content;
  if (!isMapping(others.advanced)) return { content: others, remarks };
  const { transforms: __, ...advanced } = others.advanced;
  return { content: { ...others, advanced }, remarks };
}

function valueAt(content: unknown, path: Path): unknown {
  return path.reduce<unknown>((at, key) => (isMapping(at) ? at[key] : undefined), content);
}

function isEmpty(value: unknown): boolean {
  return value === undefined || value === null || (Array.isArray(value) && value.length === 0);
}
