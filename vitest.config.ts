import { defineConfig } from 'vitest/config';
import { measuringPageVitePlugin } from './scripts/build/measuring-page.js';
import { pageVitePlugin } from './scripts/build/page.js';

export default defineConfig({
  plugins: [pageVitePlugin, measuringPageVitePlugin],
  test: {
    // Scaffolds in scripts/templates fail until they are filled in.
    include: ['test/**/*.test.ts'],
    exclude: ['test/node_modules/**'],
    // The built program and the runtimes are started by the tests; two cores are what a small machine has.
    testTimeout: 30_000,
  },
});
