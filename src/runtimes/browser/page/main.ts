// Runs in a browser: takes requests from the server that it came from, runs the model on onnxruntime-web, and answers.

import type { PageAnswer, PageInput, PageRequest, PageSession } from '../protocol.js';

/** The part of onnxruntime-web that is used. */
interface OnnxRuntime {
  readonly env: {
    readonly versions: Readonly<Record<string, string | undefined>>;
    readonly wasm: { numThreads: number };
  };
  readonly Tensor: new (type: string, data: unknown, dims: readonly number[]) => unknown;
  readonly InferenceSession: { create(model: Uint8Array, options: object): Promise<OnnxSession> };
}

interface OnnxSession {
  run(feeds: Readonly<Record<string, unknown>>, outputs: readonly string[]): Promise<Record<string, OnnxTensor>>;
  endProfiling(): void;
  release(): Promise<void>;
}

/** A tensor; one that is still on the graphics card is read back when its data is asked for. */
interface OnnxTensor {
  readonly location?: string;
  getData(): Promise<unknown>;
}

/** The adapter of a graphics card, as far as it is shown (WebGPU, `GPUAdapterInfo`). */
interface AdapterInfo {
  readonly vendor: string;
  readonly architecture: string;
  readonly description: string;
}

/** How long the last lines of a trace may take to be printed, in milliseconds. */
const PRINTING_MS = 100;

const trace: string[] = [];

/** A session that is open. */
interface Opened {
  readonly session: OnnxSession;
  readonly feeds: Readonly<Record<string, unknown>>;
  readonly asked: PageSession;
}

const sessions = new Map<number, Opened>();

catchTrace();
void serve();

/** Keeps the events that onnxruntime prints; everything else is printed as before. */
function catchTrace(): void {
  for (const level of ['log', 'info', 'warn', 'error', 'debug'] as const) {
    const print = console[level].bind(console);
    console[level] = (...parts: unknown[]) => {
      const text = parts.map(String).join(' ');
      if (text.includes('"cat"')) trace.push(text);
      else print(...parts);
    };
  }
}

async function serve(): Promise<void> {
  for (;;) {
    const asked = await fetch('next', { cache: 'no-store' }).catch(() => undefined);
    // The program has what it wanted, or has ended.
    if (asked === undefined || asked.status === 410) break;
    if (asked.status === 204) continue;
    const request = (await asked.json()) as PageRequest;
    const answer = await answerTo(request).catch((error: unknown): PageAnswer => ({
      kind: 'failed',
      message: error instanceof Error ? error.message : String(error),
    }));
    await fetch('answer', { method: 'POST', body: JSON.stringify(answer) });
  }
  document.title = 'netstat: done';
  document.body.textContent = 'netstat has measured. This page can be closed.';
}

async function answerTo(request: PageRequest): Promise<PageAnswer> {
  switch (request.kind) {
    case 'open':
      return open(request.id, request.session);
    case 'run':
      return { kind: 'ran', ms: await run(request.id, request.count) };
    case 'close':
      return { kind: 'closed', trace: await close(request.id) };
  }
}

async function open(id: number, asked: PageSession): Promise<PageAnswer> {
  const adapter = asked.device === 'webgpu' ? await describeAdapter() : undefined;
  const runtime = (await import(new URL(asked.runtime, location.href).href)) as OnnxRuntime;
  // Threads share memory, which a browser allows only to a page that is isolated from others.
  const threads = globalThis.crossOriginIsolated ? asked.threads : 1;
  runtime.env.wasm.numThreads = threads;
  const [model, weights, inputs] = await Promise.all([
    fetchBytes(asked.model),
    Promise.all(
      asked.weights.map(async (one) => ({
        path: one.path,
        data: 'zeros' in one ? new Uint8Array(one.zeros) : await fetchBytes(one.address),
      })),
    ),
    Promise.all(asked.inputs.map(async (input) => [input.name, await tensorOf(runtime, input)] as const)),
  ]);
  const session = await runtime.InferenceSession.create(model, {
    executionProviders: [asked.device],
    graphOptimizationLevel: asked.level,
    enableProfiling: asked.profiled,
    logSeverityLevel: 3,
    ...(weights.length > 0 && { externalData: weights }),
  });
  sessions.set(id, { session, feeds: Object.fromEntries(inputs), asked });
  return { kind: 'opened', version: runtime.env.versions['web'] ?? '', adapter, threads };
}

async function run(id: number, count: number): Promise<readonly number[]> {
  const opened = sessions.get(id);
  if (opened === undefined) throw new Error('no model is open');
  const { session, feeds, asked } = opened;
  const times: number[] = [];
  for (let left = count; left > 0; left -= 1) {
    const start = performance.now();
    const results = await session.run(feeds, asked.outputs);
    // A graphics card has finished when its results can be read.
    for (const tensor of Object.values(results)) {
      if (tensor.location !== undefined && tensor.location !== 'cpu') await tensor.getData();
    }
    times.push(performance.now() - start);
  }
  return times;
}

async function close(id: number): Promise<string> {
  const opened = sessions.get(id);
  if (opened?.asked.profiled === true) {
    opened.session.endProfiling();
    await new Promise((resolve) => {
      setTimeout(resolve, PRINTING_MS);
    });
  }
  await opened?.session.release();
  sessions.delete(id);
  // Only a profiled session prints any.
  return trace.splice(0).join('\n');
}

/** Describes the graphics adapter. Throws where there is none. */
async function describeAdapter(): Promise<string> {
  const { gpu } = navigator as { readonly gpu?: { requestAdapter(): Promise<{ readonly info: AdapterInfo } | null> } };
  if (gpu === undefined) throw new Error('this browser has no WebGPU here');
  const adapter = await gpu.requestAdapter();
  if (adapter === null) throw new Error('this browser finds no graphics adapter for WebGPU');
  const { vendor, architecture, description } = adapter.info;
  return [vendor, architecture, description].filter((part) => part !== '').join(' ');
}

async function fetchBytes(address: string): Promise<Uint8Array> {
  const response = await fetch(address);
  if (!response.ok) throw new Error(`${address} cannot be fetched (${response.status})`);
  return new Uint8Array(await response.arrayBuffer());
}

/** Arrays by element type; what a type has in memory is what the server sends. */
const arrays: Readonly<Record<string, new (buffer: ArrayBuffer) => unknown>> = {
  float32: Float32Array,
  float64: Float64Array,
  float16: Uint16Array,
  int8: Int8Array,
  uint8: Uint8Array,
  bool: Uint8Array,
  int16: Int16Array,
  uint16: Uint16Array,
  int32: Int32Array,
  uint32: Uint32Array,
  int64: BigInt64Array,
  uint64: BigUint64Array,
};

async function tensorOf({ Tensor }: OnnxRuntime, { dtype, dims, data }: PageInput): Promise<unknown> {
  if ('texts' in data) return new Tensor('string', data.texts, dims);
  const make = arrays[dtype];
  if (make === undefined) throw new Error(`onnxruntime-web takes no input of ${dtype}`);
  const bytes = await fetchBytes(data.address);
  return new Tensor(dtype, new make(bytes.slice().buffer), dims);
}
