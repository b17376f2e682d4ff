// How far static figures are from the block that onnxruntime plans for activations: `npm run bench:planned-block --
// model.onnx …`. It needs a build, and the packages of `npm run test:setup`. What onnxruntime does is told in
// docs/memory.md.

import { spawnSync } from 'node:child_process';
import path from 'node:path';
import { execPath } from 'node:process';
import { fileURLToPath } from 'node:url';
import { analyse } from '../src/analysis/index.js';
import type { Edge } from '../src/analysis/index.js';
import { usualArenaOf } from '../src/arena/index.js';
import { alignUp, mostNeeded } from '../src/arena/buffer.js';
import type { Buffer } from '../src/arena/buffer.js';
import { placeInExecutionOrder } from '../src/arena/execution-order.js';
import { loadModel } from '../src/files/index.js';
import type { ReportDocument } from '../src/report/index.js';

const PROGRAM = fileURLToPath(new URL('../dist/cli/netstat.js', import.meta.url));

/** Where onnxruntime-node is installed. */
const RUNTIMES = fileURLToPath(new URL('../test/', import.meta.url));

/** Onnxruntime's own alignment. */
const ALIGNMENT = 256;

/** An activation that lies in the block. */
interface Activation extends Buffer {
  readonly edge: Edge;
}

const guesses = { alive: [] as number[], simulated: [] as number[] };
for (const file of process.argv.slice(2)) {
  const { planned, bindings } = plannedOf(file);
  if (planned === undefined) {
    console.log(`${file}: onnxruntime tells of no block`);
    continue;
  }
  const analysis = analyse(await loadModel(file), { dims: new Map(Object.entries(bindings)) });
  const plan = usualArenaOf(analysis);
  if (plan === undefined) {
    console.log(`${file}: sizes are open`);
    continue;
  }
  const given = new Set<Edge>([...analysis.inputs, ...analysis.outputs]);
  const inside = plan.buffers.filter(({ edge }) => !given.has(edge) && !edge.isOutput);
  const alive = mostNeeded(inside);
  const simulated = simulate(inside);
  guesses.alive.push(alive / planned);
  guesses.simulated.push(simulated / planned);
  console.log(
    `${file}: planned ${text(planned)}, alive at once ${text(alive)} (${ratio(alive / planned)}), ` +
      `simulated ${text(simulated)} (${ratio(simulated / planned)})`,
  );
}
for (const [name, ratios] of Object.entries(guesses)) {
  const within = (share: number): number => ratios.filter((each) => Math.abs(each - 1) <= share).length;
  console.log(
    `${name}: of ${ratios.length} blocks ${within(0)} to the byte, ${within(0.01)} within 1 %, ` +
      `${within(0.1)} within 10 %`,
  );
}

/** The block as the trace tells it, and what sizes the run had. */
function plannedOf(file: string): {
  readonly planned: number | undefined;
  readonly bindings: Readonly<Record<string, number | string>>;
} {
  const { stdout } = spawnSync(
    execPath,
    [PROGRAM, 'measure', path.resolve(file), '--format', 'json', '--no-config', '--runs', '3', '--warmup', '1'],
    { encoding: 'utf8', maxBuffer: 2 ** 30, cwd: RUNTIMES },
  );
  const [report] = stdout === '' ? [] : (JSON.parse(stdout) as ReportDocument).models;
  if (report === undefined || !('layers' in report)) return { planned: undefined, bindings: {} };
  return { planned: report.measurement?.plannedBytes, bindings: report.bindings };
}

/**
 * The block as onnxruntime's planner makes it, over kernels as they are fused here: a buffer of the same shape and
 * type that nobody needs any more is taken again, and kept until that one is needed no more; then each is placed in
 * the smallest gap that holds it, in execution order.
 */
function simulate(activations: readonly Activation[]): number {
  const held: { bytes: number; from: number; to: number; kind: string }[] = [];
  for (const { edge, bytes, from, to } of activations.toSorted((left, right) => left.from - right.from)) {
    const kind = kindOf(edge);
    const free = held.findLast((each) => each.kind === kind && each.to < from);
    if (free === undefined) held.push({ bytes: alignUp(bytes, ALIGNMENT), from, to, kind });
    else free.to = to;
  }
  return placeInExecutionOrder(held).bytes;
}

function kindOf({ type }: Edge): string {
  return type.kind === 'tensor' ? `${type.dtype ?? '?'} ${type.shape?.map(Number).join('x') ?? '?'}` : type.kind;
}

function text(bytes: number): string {
  return bytes.toLocaleString('en');
}

function ratio(value: number): string {
  return value.toFixed(2);
}
