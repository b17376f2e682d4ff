import path from 'node:path';

/** The words that package managers put before the name of a program that is installed in a project. */
const runners: Readonly<Record<string, string>> = { npm: 'npx', pnpm: 'pnpm exec', yarn: 'yarn', bun: 'bunx' };

/**
 * The command by which the user called the program. Hints print it, since on many systems another program is called
 * netstat. `script` is the path that Node was given; npm and its like describe themselves in the environment.
 */
export function describeCall(script: string, env: Readonly<Record<string, string | undefined>>): string {
  const name = path.basename(script).replace(/\.(?:cmd|ps1)$/u, '');
  const folders = path.dirname(script).split(/[\\/]/u);
  const isInstalled = folders.includes('node_modules');
  // On Windows, files that start a program name its script itself, so that the name it was called by is lost.
  const command = name.endsWith('.js') && isInstalled ? 'onnx-netstat' : name;
  if (isInstalled || (env.npm_command === 'exec' && !command.endsWith('.js'))) {
    const [manager = ''] = env.npm_config_user_agent?.split('/') ?? [];
    return `${runners[manager] ?? 'npx'} ${command}`;
  }
  if (!command.endsWith('.js')) return command;
  const relative = path.relative('', script);
  const shorter = relative.length < script.length ? relative : script;
  return `node ${/\s/u.test(shorter) ? JSON.stringify(shorter) : shorter}`;
}
