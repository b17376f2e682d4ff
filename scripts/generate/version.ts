import { readFileSync } from 'node:fs';
import type { Generator } from '../generator.js';

export default {
  path: 'src/report/version.ts',
  generate() {
    const { version } = JSON.parse(readFileSync('package.json', 'utf8')) as { version: string };
    return Promise.resolve(`/** The version of netstat. */\nexport const version = '${version}';`);
  },
} satisfies Generator;
