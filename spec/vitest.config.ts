import { fileURLToPath } from 'node:url';
import { defineConfig } from 'vitest/config';

const root = fileURLToPath(new URL('..', import.meta.url));

export default defineConfig({
  root,
  test: {
    include: ['spec/**/*.spec.ts'],
    globalSetup: ['spec/support/build.ts'],
    maxWorkers: 2,
    pool: 'forks',
    testTimeout: 30_000,
  },
});
