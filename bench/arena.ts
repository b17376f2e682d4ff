// How near the plan of an arena is to the most bytes alive at once, which no block can be below; the blocks of networks
// beside those that vendors publish for them (docs/memory.md); and what packing many pieces takes: `npm run
// bench:arena -- [model.onnx …]`, without names the networks of fixtures/. Sizes that a model leaves open are taken as
// its report suggests them.

import { performance } from 'node:perf_hooks';
import path from 'node:path';
import { model } from '../fixtures/build/model.js';
import type { ModelSpec } from '../fixtures/build/model.js';
import { createNetwork } from '../fixtures/build/network.js';
import { catalogue } from '../fixtures/networks/index.js';
import { mobileNetV1 } from '../fixtures/networks/mobilenet-v1.js';
import { mobileNetV2 } from '../fixtures/networks/mobilenet-v2.js';
import { squeezeNet } from '../fixtures/networks/squeezenet.js';
import { analyse, bindingFlags } from '../src/analysis/index.js';
import type { Analysis, AnalysisOptions } from '../src/analysis/index.js';
import { DEFAULT_ALIGNMENT, packPieces, planArena } from '../src/arena/index.js';
import type { Piece } from '../src/arena/index.js';
import { alignUp, mostNeeded } from '../src/arena/piece.js';
import { parse, toNumber } from '../src/dim/index.js';
import { loadModel } from '../src/files/index.js';
import { memorySource, readModel } from '../src/onnx/index.js';

/** A block this much above the lower bound is as good as it. */
const NEAR = 0.02;

const files = process.argv.slice(2);
const networks = files.length > 0 ? files : catalogue;
const excesses: number[] = [];
for (const network of networks) {
  const name = typeof network === 'string' ? path.basename(network) : network.name;
  const analysis =
    typeof network === 'string'
      ? analyseClosed(await loadModel(network))
      : analyse(read(network.build()), network.dims === undefined ? {} : { dims: network.dims });
  const result = planArena(analysis);
  if (result.kind === 'open') {
    const open = [...result.open.symbols, ...result.open.unknown.map((edge) => edge.name)];
    console.log(`${name}: sizes are open (${open.slice(0, 4).join(', ')})`);
    continue;
  }
  const { bytes, activations } = result.plan;
  const bound = mostNeeded(activations.map((each) => ({ ...each, bytes: alignUp(each.bytes, DEFAULT_ALIGNMENT) })));
  const excess = bound === 0 ? 0 : bytes / bound - 1;
  excesses.push(excess);
  if (excess > 0) console.log(`${name}: ${text(bytes)} bytes, ${percent(excess)} above ${text(bound)}`);
}
console.log(
  `${excesses.filter((excess) => excess === 0).length} of ${excesses.length} blocks are the lower bound, ` +
    `${excesses.filter((excess) => excess <= NEAR).length} within ${percent(NEAR)}, ` +
    `the worst is ${percent(Math.max(...excesses))} above it`,
);

for (const { label, bytes, spec, size } of published()) {
  const shapes = new Map(size === undefined ? [] : [['input', [1, 3, size, size]] as const]);
  const { totals, plan } = blocksOf(analyse(read(spec), { shapes }));
  console.log(`${label}: published ${bytes}, fused ${quarter(plan)}, unfused ${quarter(totals)}`);
}

for (const [label, longest] of [
  ['live for up to 12 steps', 12],
  ['live for up to 300 steps', 300],
  ['of which 300 live to the end', 0],
] as const) {
  const pieces = randomPieces(100_000, longest);
  const before = process.cpuUsage();
  const start = performance.now();
  const { bytes, lowerBound } = packPieces(pieces);
  const { user, system } = process.cpuUsage(before);
  console.log(
    `100,000 pieces that ${label}: ${((user + system) / 1e6).toFixed(2)} s of CPU ` +
      `(${((performance.now() - start) / 1e3).toFixed(2)} s), ${percent(bytes / lowerBound - 1)} above the bound`,
  );
}

/** Networks whose arenas vendors publish, for int8; a size other than 224 where one is told. */
function published(): readonly {
  readonly label: string;
  readonly bytes: string;
  readonly spec: ModelSpec;
  readonly size?: number;
}[] {
  return [
    { label: 'MobileNetV2 1.0-224 (ExecuTorch, TFLM)', bytes: '1,505,280 and 1,509,744 B', spec: mobileNetV2() },
    { label: 'MobileNetV2 1.0-224 (ST MCU, N6)', bytes: '1727, 2058 KiB', spec: mobileNetV2() },
    { label: 'MobileNetV2 0.35-224 (ST)', bytes: '832.6, 980 KiB', spec: mobileNetV2({ multiplier: 0.35 }) },
    { label: 'MobileNetV2 0.35-128 (ST)', bytes: '237.3, 240 KiB', spec: mobileNetV2({ multiplier: 0.35 }), size: 128 },
    { label: 'MobileNetV1 1.0-224 (ST)', bytes: '1331, 1568 KiB', spec: mobileNetV1() },
    { label: 'MobileNetV1 0.5-224 (ST)', bytes: '431, 588 KiB', spec: mobileNetV1({ multiplier: 0.5 }) },
    { label: 'MobileNetV1 0.25-224 (ST)', bytes: '273, 588 KiB', spec: mobileNetV1({ multiplier: 0.25 }) },
    { label: 'MobileNetV1 0.25-96 (ST)', bytes: '67.0 KiB', spec: mobileNetV1({ multiplier: 0.25 }), size: 96 },
    { label: 'ResNet8-32 (ST)', bytes: '62.5 KiB', spec: resNet8() },
    { label: 'SqueezeNet1.1-224 (ST, Keras)', bytes: '817, 858 KiB', spec: squeezeNet() },
  ];
}

/** The ResNet of MLPerf Tiny for images of 32 × 32: three blocks of 16, 32 and 64 channels. */
function resNet8(): ModelSpec {
  const net = createNetwork({ name: 'ResNet-8' });
  let x = net.relu(net.convolution(net.image(3, 32), 16, { kernel: 3 }));
  for (const [channels, stride] of [
    [16, 1],
    [32, 2],
    [64, 2],
  ] as const) {
    const inner = net.relu(net.convolution(x, channels, { kernel: 3, stride }));
    const long = net.convolution(inner, channels, { kernel: 3 });
    x = net.relu(net.sum(stride === 1 ? x : net.convolution(x, channels, { stride }), long));
  }
  return net.finish(net.classify(x, 10));
}

function read(spec: ModelSpec) {
  return readModel(memorySource(model(spec)));
}

/** An analysis at the sizes that the report suggests for what is open. */
function analyseClosed(file: Awaited<ReturnType<typeof loadModel>>): Analysis {
  const open = analyse(file);
  const dims = bindingFlags(open).flatMap(({ option, name, value }): [string, number][] => {
    const size = option === '--dim' ? toNumber(parse(value)) : undefined;
    return size === undefined ? [] : [[name, size]];
  });
  const options: AnalysisOptions = { dims: new Map(dims) };
  return dims.length === 0 ? open : analyse(file, options);
}

function blocksOf(analysis: Analysis): { readonly plan: number; readonly totals: number } {
  const result = planArena(analysis);
  return {
    plan: result.kind === 'plan' ? result.plan.bytes : NaN,
    totals: Number(analysis.totals.peakBytes),
  };
}

/** Pieces of up to 1 MiB; those without a longest life live for up to 12 steps, 300 of them to the end. */
function randomPieces(count: number, longest: number): readonly Piece[] {
  let state = 1;
  const random = (most: number): number => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return Math.floor((state / 2 ** 32) * most);
  };
  return Array.from({ length: count }, (_, from) => {
    const isLong = longest === 0 && from % Math.floor(count / 300) === 0;
    return { bytes: 1 + random(2 ** 20), from, to: isLong ? count : from + random(longest || 12) };
  });
}

function text(bytes: number): string {
  return bytes.toLocaleString('en');
}

/** A quarter of float32 bytes: int8. */
function quarter(bytes: number): string {
  return `${text(bytes / 4)} B (${(bytes / 4 / 1024).toFixed(1)} KiB)`;
}

function percent(share: number): string {
  return `${(100 * share).toFixed(1)} %`;
}
