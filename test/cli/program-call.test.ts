import { expect, it } from 'vitest';
import { describeCall } from '../../src/cli/program-call.js';

it.each<readonly [script: string, env: Readonly<Record<string, string>>, call: string]>([
  ['/usr/local/bin/netstat', {}, 'netstat'],
  ['/usr/local/bin/onnx-netstat', {}, 'onnx-netstat'],
  ['/work/node_modules/.bin/netstat', { npm_command: 'exec' }, 'npx netstat'],
  ['/work/node_modules/.bin/netstat', {}, 'npx netstat'],
  ['/work/node_modules/.bin/netstat', { npm_config_user_agent: 'pnpm/9.1.0 npm/? node/v22' }, 'pnpm exec netstat'],
  ['/work/node_modules/.bin/netstat', { npm_config_user_agent: 'yarn/4.0.0 npm/? node/v22' }, 'yarn netstat'],
  ['C:\\work\\node_modules\\onnx-netstat\\dist\\cli\\netstat.js', {}, 'npx onnx-netstat'],
  [`${process.cwd()}/dist/cli/netstat.js`, {}, 'node dist/cli/netstat.js'],
  [`${process.cwd()}/my tools/netstat.js`, {}, 'node "my tools/netstat.js"'],
])('%s is called %s', (script, env, call) => {
  // Paths of Windows are taken apart by the rules of Windows there only.
  if (script.includes('\\') && process.platform !== 'win32') return;
  expect(describeCall(script, env)).toBe(call);
});
