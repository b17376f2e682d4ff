import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, readdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { fileText, type Generator } from './generator.js';
import { messageOf } from '../src/ir/index.js';

/** The file of the generators that list what src/ holds. They come first: the other generators import these lists. */
const registries = 'registries.ts';

/** The generators in one file of scripts/generate/, those that write into src/ first. */
async function generatorsOf(file: string): Promise<Generator[]> {
  const module = (await import(`./generate/${file}`)) as { default: Generator | readonly Generator[] };
  return [module.default].flat().toSorted((a, b) => Number(isSource(b)) - Number(isSource(a)));
}

function isSource({ path: file }: Generator): boolean {
  return file.startsWith('src/');
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

/** Brings up to date what one generator makes and reports it. Says whether it was stale. */
async function run(generator: Generator): Promise<boolean> {
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
    return stale;
  } catch (error) {
    console.error(`cannot generate ${name}: ${messageOf(error)}`);
    process.exitCode = 1;
    return false;
  }
}

/**
 * Runs the generators file by file. Says whether to begin anew: a process that has imported a file of src/ does not
 * see what a generator then wrote there.
 */
async function runAll(): Promise<'done' | 'source changed'> {
  const others = readdirSync('scripts/generate')
    .filter((file) => file.endsWith('.ts') && file !== registries)
    .toSorted();
  for (const file of [registries, ...others]) {
    let sourceChanged = false;
    for (const generator of await generatorsOf(file)) {
      const stale = await run(generator);
      sourceChanged ||= stale && isSource(generator);
    }
    if (sourceChanged && !check && process.exitCode === undefined) return 'source changed';
  }
  return 'done';
}

/** So often a run begins anew at most; a generator whose text never settles is a mistake in it. */
const mostRestarts = 5;

const restarts = Number(process.env['NETSTAT_GENERATE_RESTARTS'] ?? 0);
if ((await runAll()) === 'source changed') {
  if (restarts === mostRestarts) throw new Error('a generated file of src/ changes with every run');
  const { status } = spawnSync(process.execPath, [...process.execArgv, ...process.argv.slice(1)], {
    stdio: 'inherit',
    env: { ...process.env, NETSTAT_GENERATE_RESTARTS: String(restarts + 1) },
  });
  process.exitCode = status ?? 1;
}
