import { existsSync, readdirSync } from 'node:fs';
import path from 'node:path';
import { alternate, printRatios, type Command } from './measuring.js';

/**
 * The time of a run of netstat, from the start of the process to its end, beside a process that does nothing. With
 * NODE_EXTRA_CA_CERTS set each process reads certificates first, which may take as long as the rest of its start:
 * ratios with and without it do not compare. Usage: npm run bench:start-up -- [model.onnx …], by default the fixtures.
 */
const program = 'dist/cli/netstat.js';
if (!existsSync(program)) throw new Error(`${program} is not there: npm run build`);

const given = process.argv.slice(2);
const models =
  given.length > 0
    ? given
    : readdirSync('fixtures')
        .filter((file) => file.endsWith('.onnx'))
        .map((file) => path.join('fixtures', file));
const commands: readonly Command[] = [
  { name: 'node -e 0', arguments: ['-e', '0'] },
  { name: 'netstat --version', arguments: [program, '--version'] },
  ...models.map((model) => ({ name: `netstat ${path.basename(model)}`, arguments: [program, model] })),
];
printRatios(alternate(commands, 25));
