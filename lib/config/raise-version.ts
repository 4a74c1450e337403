/**
 * The version after this one: its last number raised, whatever stands around it; a version without a number gets one.
 *
 * @example
 * ```ts
 * raiseVersion('1.9'); // '1.10'
 * raiseVersion('3'); // '4'
 * raiseVersion('2025-b07'); // '2025-b08'
 * raiseVersion('draft'); // 'draft.1'
 * ```
 */
export function raiseVersion(version: string): string {
  const last = /(\d+)(\D*)$/.exec(version);
  if (last === null) return version === '' ? '1' : `${version}.1`;
  const [whole, digits = '', rest = ''] = last;
  const raised = String(BigInt(digits) + 1n).padStart(digits.length, '0');
  return `${version.slice(0, -whole.length)}${raised}${rest}`;
}
