import { createRequire } from 'node:module';

const { version } = createRequire(import.meta.url)('oect-features/package.json') as { version: string };

/** Version of this package. */
export const VERSION = version;
