import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { createUnit, kinds } from './templates.js';
import { fileOfOperator } from './units.js';
import { messageOf } from '../src/ir/index.js';

const [kind = '', name = ''] = process.argv.slice(2);
try {
  const files = createUnit(kind, name);
  const declaring = kind === 'op' ? await fileOfOperator(name.replace('/', '.')) : undefined;
  if (declaring !== undefined) throw new Error(`src/ops/${declaring} declares ${name}: add a version of it there`);
  const existing = files.find((file) => existsSync(file.path));
  if (existing !== undefined) throw new Error(`${existing.path} exists`);
  for (const file of files) {
    mkdirSync(path.dirname(file.path), { recursive: true });
    writeFileSync(file.path, file.text);
    console.log(`created ${file.path}`);
  }
  console.log('Replace every "FILL IN" in these files, then `npm run generate`. Their tests fail until then.');
} catch (error) {
  console.error(messageOf(error));
  console.error(
    `Usage: npm run create ${Object.entries(kinds)
      .map(([each, { example }]) => `${each} ${example}`)
      .join(' | ')}`,
  );
  process.exitCode = 2;
}
