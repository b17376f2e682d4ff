import { existsSync, mkdirSync, readFileSync, readdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { fileText, type Generator } from './generator.js';

/** The generators in the files of scripts/generate/, those that import src/ last. */
async function generators(): Promise<Generator[]> {
  const files = readdirSync('scripts/generate')
    .filter((file) => file.endsWith('.ts'))
    .toSorted();
  const modules = await Promise.all(
    files.map((file) => import(`./generate/${file}`) as Promise<{ default: Generator | readonly Generator[] }>),
  );
  const all = modules.flatMap((module) => module.default);
  return [...all.filter(({ importsSource }) => !importsSource), ...all.filter(({ importsSource }) => importsSource)];
}

/** Brings one file up to date, or with `check` only looks. Says whether it was stale. */
async function refresh(generator: Generator, check: boolean): Promise<boolean> {
  const text = await generator.generate();
  if (text === undefined) return false;
  const current = existsSync(generator.path) ? readFileSync(generator.path, 'utf8') : undefined;
  const wanted = fileText(generator, text, current);
  if (wanted === current) return false;
  if (!check) {
    mkdirSync(path.dirname(generator.path), { recursive: true });
    writeFileSync(generator.path, wanted);
  }
  return true;
}

const check = process.argv.includes('--check');
for (const generator of await generators()) {
  const { path: file, section } = generator;
  const name = section === undefined ? file : `${file} (${section})`;
  try {
    const stale = await refresh(generator, check);
    if (stale && check) {
      console.error(`stale, run \`npm run generate\`: ${name}`);
      process.exitCode = 1;
    } else if (stale) {
      console.log(`generated ${name}`);
    }
  } catch (error) {
    console.error(`cannot generate ${name}: ${error instanceof Error ? error.message : String(error)}`);
    process.exitCode = 1;
  }
}
