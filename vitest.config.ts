import { configDefaults, defineConfig } from 'vitest/config';
import { isWhole } from './tests/some-of.ts';

export default defineConfig({
  test: {
    include: ['tests/**/*.test.ts'],
    // campaigns: what takes a minute each, and runs in CI
    exclude: [...configDefaults.exclude, ...(isWhole ? [] : ['tests/**/*.whole.test.ts'])],
    globalSetup: ['tests/build.ts'],
    testTimeout: 60_000,
    hookTimeout: 60_000,
    maxWorkers: 2,
  },
});
