import type { Roofline } from '../../analysis/index.js';
import type { Measurement } from '../../measurement/index.js';
import type { ModelReport } from '../../report/index.js';

/** Devices of a browser that a page can measure on, the usual one first. */
export const pageDevices = ['wasm', 'webgpu'] as const;
export type PageDevice = (typeof pageDevices)[number];

/**
 * The worker that measures for a device: its script, and the WebAssembly of onnxruntime-web that it needs; both lie in
 * the folder `measure` beside a page.
 */
export const measuringParts: Readonly<Record<PageDevice, { readonly script: string; readonly binary: string }>> = {
  wasm: { script: 'netstat-wasm.js', binary: 'ort-wasm-simd-threaded.wasm' },
  webgpu: { script: 'netstat-webgpu.js', binary: 'ort-wasm-simd-threaded.asyncify.wasm' },
};

/** The folder beside the page that holds the measuring parts. */
export const measuringFolder = 'measure';

/** The request of a page to that worker, sent once. */
export interface MeasuringRequest {
  readonly device: PageDevice;
  readonly threads: number;
  /** The model's file and the name that it has in reports. */
  readonly file: Blob;
  readonly name: string;
  readonly dims: ReadonlyMap<string, number>;
  /** Files of weights beside the model, by their names. */
  readonly weights: ReadonlyMap<string, Blob>;
  readonly binary: Blob;
  /** The most that the device does, where it was measured. */
  readonly roofline: Roofline | undefined;
  /** The measurement of the model, where there is one: the device is calibrated then, and the model does not run. */
  readonly measurement: Measurement | undefined;
}

/** The result of a request: the report, and the parts that later requests build on. */
export interface Measured {
  readonly report: ModelReport;
  readonly measurement: Measurement;
  readonly roofline: Roofline | undefined;
  /** Files of weights in whose place zeros stood, by their paths from the model. */
  readonly zeros: readonly string[];
}

/** An answer of the worker: its progress, then the measured report or the reason why there is none. */
export type MeasuringAnswer =
  | { readonly kind: 'progress'; readonly doing: 'load' | 'run' | 'calibrate'; readonly share: number }
  | ({ readonly kind: 'measured' } & Measured)
  | { readonly kind: 'failed'; readonly message: string };
