import path from 'node:path';
import { fileURLToPath } from 'node:url';

/** Where the package is looked for: the user's project, netstat's surroundings, and what npm has installed globally. */
export function* places(): Generator<string> {
  yield path.join(process.cwd(), 'package.json');
  yield fileURLToPath(import.meta.url);
  const { npm_config_prefix: configured, APPDATA: roaming } = process.env;
  const beside = path.dirname(process.execPath);
  const prefixes = [
    configured,
    path.dirname(beside),
    beside,
    roaming === undefined ? undefined : path.join(roaming, 'npm'),
  ];
  for (const prefix of prefixes) {
    if (prefix === undefined) continue;
    yield path.join(prefix, 'lib', 'node_modules', 'netstat.js');
    yield path.join(prefix, 'node_modules', 'netstat.js');
  }
}
