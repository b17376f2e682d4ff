import { availableParallelism } from 'node:os';
import { defineConfig } from 'vitest/config';
import { unaskedHelpVitePlugin } from './scripts/build/light-imports.js';
import { measuringPageVitePlugin } from './scripts/build/measuring-page.js';
import { pageVitePlugin } from './scripts/build/page.js';

// Folders whose tests call functions of src and change nothing outside themselves, so that their files may share loaded
// modules: to load them anew for each file takes four times as long as the tests.
const sharing = [
  'analysis/accounts',
  'analysis/views',
  'analysis/walk',
  'arena',
  'browser',
  'changes',
  'comparison',
  'conventions',
  'devices',
  'dim',
  'explanation',
  'files',
  'fixtures',
  'formats',
  'ir',
  'measurement',
  'onnx',
  'ops',
  'paper',
  'platform',
  'report',
  'rules',
  'runtimes/profiles',
  'text',
].map((folder) => `test/${folder}/**/*.test.ts`);

// Node reads a file of further certificates at every start, which takes longer than a run of netstat. Only the test that
// installs packages needs them.
const certificates = process.env['NODE_EXTRA_CA_CERTS'];
delete process.env['NODE_EXTRA_CA_CERTS'];

export default defineConfig({
  plugins: [pageVitePlugin, measuringPageVitePlugin, unaskedHelpVitePlugin],
  test: {
    // So that the plugin above sees it.
    server: { deps: { inline: ['yargs'] } },
    setupFiles: ['test/testers/fixed-seed.ts'],
    env: certificates === undefined ? {} : { INSTALLING_CA_CERTS: certificates },
    // The tests start the built program, runtimes and browsers, which take their time on a small machine of two cores.
    testTimeout: 60_000,
    // Half as many again as cores: many tests wait for a browser or a timer.
    maxWorkers: Math.ceil(1.5 * availableParallelism()),
    projects: [
      {
        extends: true,
        test: { name: 'apart', include: ['test/**/*.test.ts'], exclude: ['test/node_modules/**', ...sharing] },
      },
      { extends: true, test: { name: 'sharing', include: sharing, isolate: false } },
    ],
  },
});
