import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['test/**/*.test.ts', 'scripts/templates/*.test.ts'],
    exclude: ['test/node_modules/**'],
    // The built program and the runtimes are started by the tests; two cores are what a small machine has.
    testTimeout: 30_000,
  },
});
