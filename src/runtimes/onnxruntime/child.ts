// Runs a model on onnxruntime in a process of its own, so that a crash of native code or a hang is not the end of the
// program.

import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import { Worker } from 'node:worker_threads';
import { openFile } from '../../files/index.js';
import type { InputData, Run } from '../../measurement/index.js';
import { memorySource, rewriteModel } from '../../onnx/index.js';
import type { Answer, ChildSession, Request, RuntimePackage } from './child-protocol.js';
import { markOf } from './anchors.js';
import { places } from './places.js';
import { messageOf } from '../../ir/index.js';

/** The part of onnxruntime-node and onnxruntime-web that is used; neither is there when this is compiled. */
interface OnnxRuntime {
  readonly env: { readonly versions: Readonly<Record<string, string>>; readonly wasm?: { numThreads: number } };
  readonly listSupportedBackends?: () => readonly { readonly name: string }[];
  readonly Tensor: new (type: string, data: InputData['data'], dims: readonly number[]) => unknown;
  readonly InferenceSession: { create(model: Uint8Array, options: object): Promise<OnnxSession> };
}

interface OnnxSession {
  run(feeds: Readonly<Record<string, unknown>>, outputs: readonly string[]): Promise<unknown>;
  endProfiling(): void;
  release(): Promise<void>;
}

/** A failure with the answer that tells of it. */
class Failure extends Error {
  readonly code: Extract<Answer, { kind: 'failed' }>['code'];

  constructor(code: Failure['code'], message: string) {
    super(message);
    this.code = code;
  }
}

let opened:
  | {
      readonly session: OnnxSession;
      readonly feeds: Readonly<Record<string, unknown>>;
      readonly outputs: readonly string[];
      readonly profiled: boolean;
      /** Whether processor time of this process tells how long a run took. */
      readonly onHost: boolean;
    }
  | undefined;

process.on('message', (request: Request) => {
  void answer(request)
    .catch((error: unknown): Answer => ({
      kind: 'failed',
      code: error instanceof Failure ? error.code : 'runtime-failed',
      message: messageOf(error),
    }))
    .then((reply) => process.send?.(reply));
});
// The program that asked has gone. While a model runs this thread hears nothing; another one looks for it.
process.on('disconnect', () => process.exit());
const watch = `const parent = process.ppid;
setInterval(() => { if (process.ppid !== parent) process.kill(process.pid, 'SIGKILL'); }, 1000);`;
new Worker(watch, { eval: true }).unref();
// Ctrl-C reaches every process of the terminal; the program that asked ends this one.
process.on('SIGINT', () => {});

async function answer(request: Request): Promise<Answer> {
  switch (request.kind) {
    case 'open':
      return { kind: 'opened', version: await open(request.session) };
    case 'run':
      return { kind: 'ran', runs: await run(request.count) };
    case 'close':
      if (opened?.profiled === true) opened.session.endProfiling();
      await opened?.session.release();
      return { kind: 'closed' };
  }
}

async function open(given: ChildSession): Promise<string> {
  const runtime = loadRuntime(given.package);
  const isNative = given.package === 'onnxruntime-node';
  if (runtime.env.wasm !== undefined && !isNative) runtime.env.wasm.numThreads = given.threads;
  if (isNative) requireDevice(runtime, given.device);
  const onHost = ['cpu', 'wasm'].includes(given.device) && hasFineClock();
  if (!isNative && onHost && given.threads === 1 && given.profileFolder !== undefined) timeByProcessor();
  const model = modelBytes(given);
  if (given.source.kind === 'file') {
    // Weights beside a model that is given as bytes are looked for in the working directory.
    process.chdir(path.dirname(path.resolve(given.source.path)));
  }
  const session = await runtime.InferenceSession.create(model, sessionOptions(given)).catch((error: unknown) => {
    throw lacksDevice(given.device, error) ?? error;
  });
  const feeds = Object.fromEntries(
    given.inputs.map(({ name, dtype, dims, data }) => [name, new runtime.Tensor(dtype, data, dims)]),
  );
  opened = {
    session,
    feeds,
    outputs: given.outputs,
    profiled: given.profileFolder !== undefined,
    onHost,
  };
  return runtime.env.versions[isNative ? 'node' : 'web'] ?? '';
}

const wallTime = performance.now.bind(performance);

/**
 * Has WebAssembly, whose clock is `performance.now()`, time kernels by the processor time of this process: on one
 * thread a kernel's time is then without what it waited for a core, as that of a run is. A long kernel on a busy
 * machine never runs through.
 */
function timeByProcessor(): void {
  performance.now = () => {
    const { user, system } = process.cpuUsage();
    return (user + system) / 1000;
  };
}

async function run(count: number): Promise<readonly Run[]> {
  if (opened === undefined) throw new Failure('runtime-failed', 'no model is open');
  const { session, feeds, outputs, onHost } = opened;
  const runs: Run[] = [];
  for (let left = count; left > 0; left -= 1) {
    const cpuBefore = process.cpuUsage();
    const start = wallTime();
    await session.run(feeds, outputs);
    const ms = wallTime() - start;
    const { user, system } = process.cpuUsage(cpuBefore);
    runs.push(onHost ? { ms, cpuMs: (user + system) / 1000 } : { ms });
  }
  return runs;
}

/**
 * The longest step of a clock of processor time that tells single runs apart, in microseconds: Windows counts some 15
 * ms.
 */
const FINE_STEP = 500;

/** How many short steps show that the clock is fine, and how many long ones that it is not. */
const SHORT_STEPS = 3;
const LONG_STEPS = 5;

/**
 * Whether the system tells the processor time of this process finely enough: whether its clock makes short steps,
 * however busy the machine is.
 */
function hasFineClock(): boolean {
  let before = process.cpuUsage();
  for (let short = 0, long = 0; ;) {
    const { user, system } = process.cpuUsage(before);
    if (user + system === 0) continue;
    if (user + system <= FINE_STEP) short += 1;
    else long += 1;
    if (short >= SHORT_STEPS) return true;
    if (long >= LONG_STEPS) return false;
    before = process.cpuUsage();
  }
}

function loadRuntime(name: RuntimePackage): OnnxRuntime {
  const failures: unknown[] = [];
  for (const from of places()) {
    const require = createRequire(from);
    try {
      require.resolve(name);
    } catch {
      continue;
    }
    try {
      return require(name) as OnnxRuntime;
    } catch (error) {
      failures.push(error);
    }
  }
  const [failure] = failures;
  if (failure === undefined) {
    throw new Failure(
      'runtime-missing',
      name === 'onnxruntime-node'
        ? 'onnxruntime-node is not installed; run: npm install onnxruntime-node (add --ignore-scripts ' +
            'where a proxy stops its downloads), or npm install onnxruntime-web and measure with ' +
            '--runtime onnxruntime-web, which needs no native code'
        : 'onnxruntime-web is not installed; run: npm install onnxruntime-web',
    );
  }
  throw new Failure(
    'runtime-missing',
    `${name} is installed but cannot be loaded (${firstLine(failure)}); run: npm install ${name}`,
  );
}

/** A device that is not there is an error; onnxruntime would run on another or crash. */
function requireDevice({ listSupportedBackends }: OnnxRuntime, device: string): void {
  const there = listSupportedBackends?.().map(({ name }) => name) ?? ['cpu'];
  if (!there.includes(device)) {
    throw new Failure(
      'device-absent',
      `this onnxruntime has no device ${device} on this platform; it has ${there.join(', ')}`,
    );
  }
}

/** The messages of onnxruntime about a device that cannot be used. */
const DEVICE_MESSAGES = [
  /Failed to load shared library/u,
  /Failed to get a WebGPU adapter.*/su,
  /no available backend found.*/su,
  /AppendExecutionProvider.*/su,
];

/** The failure that an error of onnxruntime is where a library or a driver of the device is missing. */
function lacksDevice(device: string, error: unknown): Failure | undefined {
  const message = error instanceof Error ? error.message : '';
  const [reason] = DEVICE_MESSAGES.flatMap((pattern) => pattern.exec(message)?.[0] ?? []);
  if (device === 'cpu' || reason === undefined) return undefined;
  return new Failure(
    'device-absent',
    `onnxruntime cannot use the device ${device} here (${reason.replaceAll(/\s+/gu, ' ').trim()}); cpu is there`,
  );
}

function modelBytes({ source, absentWeights: { inBodies } }: ChildSession): Uint8Array {
  const rewriting = { nameOf: markOf, zeroed: inBodies };
  if (source.kind === 'bytes') return rewriteModel(memorySource(source.bytes), rewriting);
  const file = openFile(source.path);
  try {
    return rewriteModel(file, rewriting);
  } finally {
    file.close();
  }
}

function sessionOptions({
  device,
  level,
  threads,
  profileFolder,
  weightsApart,
  weightFiles,
  absentWeights: { files },
  ...given
}: ChildSession): object {
  const isNative = given.package === 'onnxruntime-node';
  const apart = [
    ...[...files].map(([location, bytes]) => ({ path: location, data: new Uint8Array(bytes) })),
    ...weightFiles.map((location) => ({ path: location, data: new Uint8Array(readFileSync(location)) })),
  ];
  return {
    executionProviders: [device],
    graphOptimizationLevel: level,
    intraOpNumThreads: threads,
    interOpNumThreads: 1,
    // Errors only: what it says of a model that runs is not for the user.
    logSeverityLevel: 3,
    ...(apart.length === 0 ? {} : { externalData: apart }),
    ...(profileFolder === undefined
      ? {}
      : {
          enableProfiling: true,
          // WebAssembly prints its trace, and has no folder to write the optimised model to.
          ...(isNative && {
            profileFilePrefix: path.join(profileFolder, 'profile'),
            optimizedModelFilePath: path.join(profileFolder, 'optimised.onnx'),
          }),
        }),
    ...(profileFolder === undefined || !weightsApart || !isNative
      ? {}
      : {
          extra: {
            session: {
              optimized_model_external_initializers_file_name: 'weights.bin',
              optimized_model_external_initializers_min_size_in_bytes: '1024',
            },
          },
        }),
  };
}

function firstLine(error: unknown): string {
  return messageOf(error).split('\n')[0] ?? '';
}
