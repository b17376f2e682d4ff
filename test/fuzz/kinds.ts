import { cpSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { model, node, value, weight } from '../../fixtures/build/model.js';
import { run } from '../../src/cli/run.js';
import type { Terminal } from '../../src/cli/terminal.js';
import { inspectBytes, NetstatError } from '../../src/index.js';
import { randomFrom } from '../differential/random.js';
import { distort } from '../mutation/distort.js';
import { mutate } from '../mutation/mutate.js';
import { drawCommandLine, readGrammars } from './command-lines.js';
import { startRangeServer } from '../testers/range-server.js';
import { drawConfiguration } from './configurations.js';
import { drawGraph } from './graphs.js';
import { damageProfile, profiles } from './profiles.js';
import { damageSaved, savedFiles } from './saved-files.js';
import { drawServer } from './servers.js';

/** A kind of what a stranger may hand over. */
export interface Kind {
  readonly name: string;
  /** How many cases of it are tried for one of the others: more of what is quick. */
  readonly often: number;
  /** Whether so many are tried at the same time, since most of each is waiting. */
  readonly together?: true;
  /**
   * Tries the case of that seed, equal each time. Throws where netstat falls: it neither ends well nor says in a line
   * what is wrong.
   */
  attempt(seed: number): Promise<void>;
}

/** Every kind, in a folder of its own, which becomes the working directory; `leave` goes back and removes it. */
export async function openKinds(): Promise<{ readonly kinds: readonly Kind[]; leave(): void }> {
  const start = process.cwd();
  const fixtures = readdirSync('fixtures')
    .filter((file) => file.endsWith('.onnx'))
    .map((file) => new Uint8Array(readFileSync(path.join('fixtures', file))));
  const folder = mkdtempSync(path.join(tmpdir(), 'netstat-fuzz-'));
  const kept = path.join(folder, 'kept');
  const work = path.join(folder, 'work');
  writeFiles(kept);
  const grammars = await readGrammars();
  let stamps = '';
  /** Makes the working directory as it is kept, where a case has changed it. */
  function refresh(): void {
    if (stamps !== '' && stamps === stampsIn(work)) return;
    rmSync(work, { recursive: true, force: true });
    cpSync(kept, work, { recursive: true });
    process.chdir(work);
    stamps = stampsIn(work);
  }
  const shown = ['model.onnx', 'open.onnx'].map((name) => path.join(kept, name));
  const saved = savedFiles(JSON.stringify(JSON.parse(await printed([...shown, '--format', 'json', '--no-config']))));
  const kinds: readonly Kind[] = [
    {
      name: 'models',
      often: 2,
      attempt: async (seed) => {
        const file = fixtures[Math.floor(seed / 2) % fixtures.length] ?? new Uint8Array();
        inspectModel((seed % 2 === 0 ? mutate : distort)(file, seed));
      },
    },
    {
      name: 'graphs',
      often: 4,
      attempt: async (seed) => inspectModel(drawGraph(randomFrom(seed))),
    },
    {
      name: 'servers',
      often: 6,
      together: true,
      attempt: async (seed) => {
        const random = randomFrom(seed);
        const { contents, behaviour } = drawServer(random.pick(fixtures), random);
        const server = await startRangeServer(contents, behaviour);
        try {
          await expectLine([`${server.origin}/model.onnx`, '--format', 'json', '--no-config']);
        } finally {
          server.close();
        }
      },
    },
    {
      name: 'command lines',
      often: 10,
      attempt: async (seed) => {
        refresh();
        await expectLine(drawCommandLine(grammars, randomFrom(seed)));
      },
    },
    {
      name: 'profiles',
      often: 1,
      attempt: async (seed) => {
        refresh();
        const random = randomFrom(seed);
        const [name, content] = random.pick(profiles);
        writeFileSync(name, damageProfile(content, random));
        await expectLine(['measure', 'model.onnx', '--profile', name, '--format', random.pick(['table', 'json'])]);
      },
    },
    {
      name: 'configurations',
      often: 1,
      attempt: async (seed) => {
        refresh();
        const random = randomFrom(seed);
        writeFileSync('config.json', drawConfiguration(random));
        await expectLine([random.pick(['lint', 'analyse']), 'model.onnx', 'open.onnx', '--config', 'config.json']);
      },
    },
    {
      name: 'saved files',
      often: 2,
      attempt: async (seed) => {
        refresh();
        const random = randomFrom(seed);
        const file = random.pick(saved);
        writeFileSync(file.name, damageSaved(file, random));
        await expectLine([...random.pick(file.commandLines), '--no-config']);
      },
    },
  ];
  return {
    kinds,
    leave(): void {
      process.chdir(start);
      rmSync(folder, { recursive: true });
    },
  };
}

/** A text that changes when a file of a folder does. */
function stampsIn(folder: string): string {
  return readdirSync(folder)
    .map((name) => {
      const { ino, size, mtimeMs } = statSync(path.join(folder, name));
      return `${name} ${ino} ${size} ${mtimeMs}`;
    })
    .join('\n');
}

/** Throws for what no file may do: another error than netstat's own, or one that netstat takes for its own bug. */
function inspectModel(bytes: Uint8Array): void {
  try {
    const report = inspectBytes(bytes);
    JSON.stringify(report);
    const bug = report.diagnostics.find(({ code }) => code === 'internal-error');
    if (bug !== undefined) throw new Error(bug.message);
  } catch (error) {
    if (!(error instanceof NetstatError)) throw error;
  }
}

/** What a command line prints. */
async function printed(given: readonly string[]): Promise<string> {
  let text = '';
  const quiet = { width: 80, colour: false, interactive: false, watched: false, note: () => undefined } as const;
  await run(given, { ...quiet, print: (part) => (text += part), noteBug: () => undefined });
  return text;
}

/** Runs a command line in this process. Throws for a bug, and for a failure that says nothing. */
async function expectLine(given: readonly string[]): Promise<void> {
  let bug = '';
  let said = false;
  const terminal: Terminal = {
    width: 80,
    colour: false,
    interactive: false,
    watched: false,
    print: () => (said = true),
    note: (line) => {
      said = true;
      // What one model makes fall is told of in a line, for the others to be there.
      if (line.includes('a bug in netstat')) bug = line;
    },
    noteBug: (trace) => {
      said = true;
      // A page is put into the built program only.
      if (!trace.includes('npm run build')) bug = trace;
    },
  };
  const code = await run(given, terminal);
  if (bug !== '') throw new Error(`${JSON.stringify(given)}: ${bug}`);
  if (code !== 0 && !said) throw new Error(`${JSON.stringify(given)}: exit ${code} without a line`);
}

/** The files that command lines name. */
function writeFiles(folder: string): void {
  const convolution = (batch: number | string, filters: number): Uint8Array =>
    model({
      opset: 17,
      inputs: [value('x', 'float32', [batch, 3, 8, 8])],
      outputs: ['y'],
      initializers: [weight('w', 'float32', [filters, 3, 3, 3])],
      nodes: [node('Conv', ['x', 'w'], ['c'], {}, { name: 'conv' }), node('Relu', ['c'], ['y'], {}, { name: 'relu' })],
    });
  const files: Readonly<Record<string, Uint8Array | string>> = {
    'model.onnx': convolution(1, 8),
    'other.onnx': convolution(1, 16),
    'open.onnx': convolution('N', 8),
    'lfs.onnx': 'version https://git-lfs.github.com/spec/v1\noid sha256:0\nsize 1\n',
    'broken.onnx': convolution(1, 8).subarray(0, 60),
    'report.json': JSON.stringify({ schemaVersion: 1, netstat: '0', models: [{ model: {} }] }),
    'config.json': JSON.stringify({ rules: { G1: 'error' }, scenarios: { decode: { dims: { N: 1 } } } }),
    'broken.json': '{ "rules": ',
    'profile.json': profiles[0][1],
    'extra.csv': 'model,accuracy\nmodel.onnx,0.7\nnowhere.onnx,x\n',
    'baseline.json': '{ "version": 1, "models": {} }\n',
  };
  mkdirSync(folder);
  for (const [name, content] of Object.entries(files)) writeFileSync(path.join(folder, name), content);
}
