/** The system's code of an error that Node's functions throw, such as ENOENT; empty if it has none. */
export function errnoOf(error: unknown): string {
  return error instanceof Error && 'code' in error ? String(error.code) : '';
}
