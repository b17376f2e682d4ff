// How far static figures are from the block that onnxruntime plans for activations: `npm run bench:planned-block --
// [--level all,basic] [model.onnx …]`, without names the models of fixtures/, at all levels. It needs a build, and the
// packages of `npm run test:setup`. What onnxruntime does is told in docs/memory.md.

import { spawnSync } from 'node:child_process';
import {
  copyFileSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  rmSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { execPath } from 'node:process';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { analyse } from '../src/analysis/index.js';
import type { Analysis, Edge } from '../src/analysis/index.js';
import { usualArenaOf } from '../src/arena/index.js';
import { mostNeeded } from '../src/arena/piece.js';
import { loadModel } from '../src/files/index.js';
import type { ReportDocument } from '../src/report/index.js';
import { absentWeights } from '../src/runtimes/absent-weights.js';
import { plannedBlockOf } from './onnxruntime-planner.js';

const ROOT = fileURLToPath(new URL('../', import.meta.url));
const PROGRAM = path.join(ROOT, 'dist/cli/netstat.js');

/** Where onnxruntime-node is installed. */
const RUNTIMES = path.join(ROOT, 'test/');

const levels = ['disabled', 'basic', 'extended', 'all'] as const;

const { values, positionals } = parseArgs({ allowPositionals: true, options: { level: { type: 'string' } } });
const asked = values.level === undefined ? levels : values.level.split(',');
const files = positionals.length > 0 ? positionals : fixtures();

interface Row {
  readonly level: string;
  /** By guess: its share of the block. */
  readonly ratios: Readonly<Record<string, number>>;
}

const rows: Row[] = [];
for (const file of files) {
  for (const level of asked) {
    const row = await compare(path.resolve(file), level).catch((error: unknown) => String(error));
    if (typeof row === 'string') console.log(`${path.basename(file)} ${level}: ${row.split('\n', 1)[0] ?? ''}`);
    else rows.push(row);
  }
}
for (const level of [...asked, 'together']) {
  const own = rows.filter((row) => level === 'together' || row.level === level);
  for (const name of Object.keys(own[0]?.ratios ?? {})) {
    const ratios = own.flatMap((row) => row.ratios[name] ?? []);
    const within = (share: number): number => ratios.filter((each) => Math.abs(each - 1) <= share).length;
    console.log(
      `${level}, ${name}: of ${ratios.length} blocks ${within(0)} to the byte, ${within(0.01)} within 1 %, ` +
        `${within(0.1)} within 10 %`,
    );
  }
}

/** The models of fixtures/. */
function fixtures(): readonly string[] {
  const folder = path.join(ROOT, 'fixtures');
  return readdirSync(folder)
    .filter((name) => name.endsWith('.onnx'))
    .map((name) => path.join(folder, name));
}

/** The block of a model at a level beside the guesses; in words why there is none. */
async function compare(file: string, level: string): Promise<Row | string> {
  const measured = measure(file, level);
  if (measured === undefined) return 'onnxruntime tells of no block';
  const { planned, dims } = measured;
  const analysis = analyse(await loadModel(file), { dims });
  const own = await ownGraph(file, level, dims);
  const guesses: Readonly<Record<string, number | undefined>> = {
    'alive at once': aliveInside(analysis),
    simulated: plannedBlockOf(own),
  };
  const known = Object.entries(guesses).flatMap(([name, bytes]) =>
    bytes === undefined ? [] : [[name, bytes] as const],
  );
  const texts = known.map(([name, bytes]) => `${name} ${text(bytes)} (${(bytes / planned).toFixed(3)})`);
  console.log(`${path.basename(file)} ${level}: planned ${text(planned)}, ${texts.join(', ')}`);
  return { level, ratios: Object.fromEntries(known.map(([name, bytes]) => [name, bytes / planned])) };
}

/** The most bytes alive at once over kernels as netstat fuses them, without inputs and outputs. */
function aliveInside(analysis: Analysis): number | undefined {
  const plan = usualArenaOf(analysis);
  if (plan === undefined) return undefined;
  const given = new Set<Edge>([...analysis.inputs, ...analysis.outputs]);
  return mostNeeded(plan.activations.filter(({ edge }) => !given.has(edge) && !edge.isOutput));
}

/** The block as the trace tells it, and what sizes the run had. */
function measure(
  file: string,
  level: string,
): { readonly planned: number; readonly dims: ReadonlyMap<string, number> } | undefined {
  const options = ['--level', level, '--format', 'json', '--no-config', '--runs', '3', '--warmup', '1'];
  const { stdout } = spawnSync(execPath, [PROGRAM, 'measure', file, ...options], {
    encoding: 'utf8',
    maxBuffer: 2 ** 30,
    cwd: RUNTIMES,
  });
  const [report] = stdout === '' ? [] : (JSON.parse(stdout) as ReportDocument).models;
  if (report === undefined || !('layers' in report)) return undefined;
  const planned = report.measurement?.plannedBytes;
  const dims = Object.entries(report.bindings).map(([name, size]): [string, number] => [name, Number(size)]);
  return planned === undefined ? undefined : { planned, dims: new Map(dims) };
}

interface OnnxRuntime {
  readonly InferenceSession: {
    create(file: string, options: object): Promise<{ release(): Promise<void> }>;
  };
}

/** The graph that onnxruntime makes of a model and runs; weights that are not there are zeros. */
async function ownGraph(file: string, level: string, dims: ReadonlyMap<string, number>): Promise<Analysis> {
  const folder = mkdtempSync(path.join(tmpdir(), 'netstat-planned-'));
  try {
    const copy = path.join(folder, 'model.onnx');
    copyFileSync(file, copy);
    const beside = (name: string): string => path.join(path.dirname(file), name);
    const absent = absentWeights(await loadModel(file), (name) => existsSync(beside(name)));
    for (const name of absent.present) copyFileSync(beside(name), path.join(folder, name));
    for (const [name, bytes] of absent.files) {
      mkdirSync(path.dirname(path.join(folder, name)), { recursive: true });
      writeFileSync(path.join(folder, name), '');
      truncateSync(path.join(folder, name), bytes);
    }
    const ort = createRequire(path.join(RUNTIMES, 'x.js'))('onnxruntime-node') as OnnxRuntime;
    const optimizedModelFilePath = path.join(folder, 'own.onnx');
    const session = await ort.InferenceSession.create(copy, {
      graphOptimizationLevel: level,
      optimizedModelFilePath,
      intraOpNumThreads: 1,
      logSeverityLevel: 4,
    });
    await session.release();
    return analyse(await loadModel(optimizedModelFilePath), { dims });
  } finally {
    rmSync(folder, { recursive: true });
  }
}

function text(bytes: number): string {
  return bytes.toLocaleString('en');
}
