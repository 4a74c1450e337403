/** Freezes plain data, all the way down: objects and lists, and nothing that has a class of its own. Returns its argument. */
export function deepFreeze<T>(data: T): T {
  if (!isPlain(data) || Object.isFrozen(data)) return data;
  Object.freeze(data);
  for (const part of Object.values(data)) deepFreeze(part);
  return data;
}

function isPlain(data: unknown): data is object {
  if (typeof data !== 'object' || data === null) return false;
  const prototype = Object.getPrototypeOf(data);
  return prototype === Object.prototype || prototype === Array.prototype || prototype === null;
}
