// Runs in the browser of bench/browser-loop.ts: each model by netstat's session and by a loop of its own, in turns.

import { fasterHalf, latencyOf, median } from '../../src/measurement/index.js';
import { memorySource, readModel } from '../../src/onnx/index.js';
import { deviceRuntime } from '../../src/runtimes/browser/page/device-runtime.js';
import type { OnnxRuntime } from '../../src/runtimes/browser/page/onnxruntime-session.js';
import { runtimeHere } from '../../src/runtimes/browser/page/runtime-here.js';
import { absentWeights } from '../../src/runtimes/absent-weights.js';
import { prepareModel } from '../../src/runtimes/prepare-model.js';

const ROUNDS = 80;
const ROUND_MS = 60;

void compare();

async function compare(): Promise<void> {
  const result = await measureBoth().catch((error: unknown) => ({ error: String(error) }));
  await fetch('result', { method: 'POST', body: JSON.stringify(result) });
}

async function measureBoth(): Promise<{ readonly netstat: number; readonly loop: number; readonly ratio: number }> {
  const onnxruntime: OnnxRuntime | undefined = deviceRuntime;
  if (onnxruntime === undefined) throw new Error('onnxruntime-web is put into this script when it is bundled');
  const [bytes, binary] = await Promise.all(['model', 'binary'].map(async (name) => (await fetch(name)).arrayBuffer()));
  if (bytes === undefined || binary === undefined) throw new Error('both were fetched');
  onnxruntime.env.wasm.wasmBinary = binary;
  const runtime = runtimeHere(onnxruntime, 'wasm');
  const options = { device: 'wasm', level: 'all', threads: 1 };
  const { runnable } = prepareModel(
    { kind: 'bytes', bytes: new Uint8Array(bytes) },
    readModel(memorySource(new Uint8Array(bytes))),
    {},
    { runtime, inputs: new Map(), seed: 1, options },
  );
  const session = await runtime.open(runnable, { ...options, profiled: false, timeLimitMs: 60_000 });

  // What somebody would write who knows nothing of netstat: the file as it is, and a clock around each run.
  const zeros = [...absentWeights(runnable.model, () => false).files];
  const plain = await onnxruntime.InferenceSession.create(new Uint8Array(bytes), {
    executionProviders: ['wasm'],
    ...(zeros.length > 0 && { externalData: zeros.map(([path, length]) => ({ path, data: new Uint8Array(length) })) }),
  });
  const outputs = runnable.model.graph.outputs.map(({ name }) => name);
  const feeds = Object.fromEntries(
    runnable.inputs.map(({ name, dtype, dims, data }) => [name, new onnxruntime.Tensor(dtype, data, dims)]),
  );
  const loop = async (count: number): Promise<readonly number[]> => {
    const times: number[] = [];
    for (let left = count; left > 0; left -= 1) {
      const start = performance.now();
      await plain.run(feeds, outputs);
      times.push(performance.now() - start);
    }
    return times;
  };

  const byNetstat: (readonly number[])[] = [];
  const byLoop: (readonly number[])[] = [];
  const [first = 1] = await loop(3);
  await session.run(3);
  const count = Math.max(1, Math.round(ROUND_MS / first));
  const runSession = async (): Promise<void> => {
    byNetstat.push((await session.run(count)).map(({ ms }) => ms));
  };
  for (let round = 0; round < ROUNDS; round += 1) {
    // Forward and backward, so that neither always comes first.
    if (round % 2 === 0) await runSession();
    byLoop.push(await loop(count));
    if (round % 2 === 1) await runSession();
  }
  await session.close();
  const latency = (rounds: readonly (readonly number[])[]): number =>
    latencyOf(
      rounds.flat().map((ms) => ({ ms })),
      1,
    ).ms;
  // What disturbs a round of one disturbs that of the other beside it.
  const ratios = byNetstat.map((runs, round) => fasterHalf(runs) / fasterHalf(byLoop[round] ?? []));
  return { netstat: latency(byNetstat), loop: latency(byLoop), ratio: median(ratios) };
}
