import type { DType } from '../../../ir/index.js';
import { arrayTypes } from '../../array-types.js';
import { clockStep } from './clock-step.js';
import { printedTrace } from './printed-trace.js';

/** The part of onnxruntime-web that is used. */
export interface OnnxRuntime {
  readonly env: {
    readonly versions: Readonly<Record<string, string | undefined>>;
    readonly wasm: { numThreads: number; wasmBinary?: ArrayBuffer };
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

/** The content of a session: the model, its weights and its inputs, all in memory. */
export interface SessionContent {
  readonly device: string;
  readonly level: string;
  readonly threads: number;
  readonly profiled: boolean;
  readonly model: Uint8Array;
  readonly feeds: Readonly<Record<string, unknown>>;
  /** Outputs that are wanted. */
  readonly outputs: readonly string[];
  /** Files of weights beside the model. */
  readonly weights: readonly { readonly path: string; readonly data: Uint8Array }[];
}

/** A session of onnxruntime-web in this browser. */
export interface OpenedSession {
  readonly version: string;
  /** The graphics adapter, where the device is one. */
  readonly adapter: string | undefined;
  /** Threads that it can use: one unless the page is isolated from others. */
  readonly threads: number;
  /** The step of the clock that times kernels, in milliseconds. */
  readonly clockMs: number;
  /** Runs the model so often; gives how long each run took, in milliseconds. */
  run(count: number): Promise<readonly number[]>;
  /** Ends it; gives the events that a profiled one has printed, one a line. */
  close(): Promise<string>;
}

/**
 * Opens a model on onnxruntime-web.
 * @throws Error when the browser lacks the device, or onnxruntime-web does not take the model
 */
export async function openSession(runtime: OnnxRuntime, content: SessionContent): Promise<OpenedSession> {
  const { device, level, profiled, model, feeds, outputs, weights } = content;
  const adapter = device === 'webgpu' ? await describeAdapter() : undefined;
  // Threads share memory, which a browser allows only to a page that is isolated from others.
  const threads = globalThis.crossOriginIsolated ? content.threads : 1;
  runtime.env.wasm.numThreads = threads;
  const trace = printedTrace();
  const session = await runtime.InferenceSession.create(model, {
    executionProviders: [device],
    graphOptimizationLevel: level,
    enableProfiling: profiled,
    logSeverityLevel: 3,
    ...(weights.length > 0 && { externalData: weights }),
  });
  return {
    version: runtime.env.versions['web'] ?? '',
    adapter,
    threads,
    clockMs: clockStep(),
    run: async (count) => {
      const times: number[] = [];
      for (let left = count; left > 0; left -= 1) {
        const start = performance.now();
        const results = await session.run(feeds, outputs);
        // A graphics card has finished when its results can be read.
        for (const tensor of Object.values(results)) {
          if (tensor.location !== undefined && tensor.location !== 'cpu') await tensor.getData();
        }
        times.push(performance.now() - start);
      }
      return times;
    },
    close: async () => {
      if (profiled) session.endProfiling();
      const printed = profiled ? await trace.take() : '';
      await session.release();
      return printed;
    },
  };
}

/** The adapter of a graphics card, as far as it is shown (WebGPU, `GPUAdapterInfo`). */
interface AdapterInfo {
  readonly vendor: string;
  readonly architecture: string;
  readonly description: string;
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

/** An input's elements: their bytes, or texts. */
export type TensorElements = Uint8Array | readonly string[];

/**
 * A tensor for a session.
 * @throws Error for an element type that onnxruntime-web does not take
 */
export function tensorOf(
  { Tensor }: OnnxRuntime,
  { dtype, dims }: { readonly dtype: DType; readonly dims: readonly number[] },
  elements: TensorElements,
): unknown {
  if (!(elements instanceof Uint8Array)) return new Tensor('string', elements, dims);
  // Elements have in memory the bytes that they have in a file.
  const make = dtype === 'bfloat16' ? undefined : arrayTypes[dtype];
  if (make === undefined) throw new Error(`onnxruntime-web takes no input of ${dtype}`);
  return new Tensor(dtype, new make(elements.slice().buffer), dims);
}
