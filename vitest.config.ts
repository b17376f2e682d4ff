import { defineConfig } from 'vitest/config';
import { measuringPageVitePlugin } from './scripts/build/measuring-page.js';
import { pageVitePlugin } from './scripts/build/page.js';

export default defineConfig({
  plugins: [pageVitePlugin, measuringPageVitePlugin],
  test: {
    // Scaffolds in scripts/templates fail until they are filled in.
    include: ['test/**/*.test.ts'],
    exclude: ['test/node_modules/**'],
    setupFiles: ['test/testers/fixed-seed.ts'],
    // The tests start the built program, runtimes and browsers, which take their time on a small machine of two cores.
    testTimeout: 60_000,
    // Left alone, a machine of two cores runs one file at a time.
    maxWorkers: '100%',
  },
});
