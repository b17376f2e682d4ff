import type { DType } from '../../ir/index.js';

/** A request to a page that measures, in JSON: about one of its sessions, or to load itself anew, without any. */
export type PageRequest =
  | { readonly kind: 'open'; readonly id: number; readonly session: PageSession }
  | { readonly kind: 'run'; readonly id: number; readonly count: number }
  | { readonly kind: 'close'; readonly id: number }
  | { readonly kind: 'renew' };

/** The session that it is asked to open. Bytes are fetched from the addresses, which are relative to the page's own. */
export interface PageSession {
  /** The address of onnxruntime-web's module for the device. */
  readonly runtime: string;
  readonly device: string;
  readonly level: string;
  readonly threads: number;
  readonly profiled: boolean;
  readonly model: string;
  readonly inputs: readonly PageInput[];
  readonly outputs: readonly string[];
  /** Files of weights beside the model: fetched, or of zeros where nobody has them. */
  readonly weights: readonly ({ readonly path: string } & (
    | { readonly address: string }
    | { readonly zeros: number }
  ))[];
}

/** An input: its elements' bytes at an address, texts in place. */
export interface PageInput {
  readonly name: string;
  readonly dtype: DType;
  readonly dims: readonly number[];
  readonly data: { readonly address: string } | { readonly texts: readonly string[] };
}

/** An answer of a page, in JSON. */
export type PageAnswer =
  | {
      readonly kind: 'opened';
      readonly version: string;
      /** The graphics adapter, where the device is one. */
      readonly adapter: string | undefined;
      /** Threads that it can use: one unless the page is isolated from others. */
      readonly threads: number;
      /** The step of the clock that times kernels, in milliseconds. */
      readonly clockMs: number;
    }
  | { readonly kind: 'ran'; readonly ms: readonly number[] }
  /** `trace` holds the events that onnxruntime printed, one a line. */
  | { readonly kind: 'closed'; readonly trace: string }
  | { readonly kind: 'renewed' }
  | { readonly kind: 'failed'; readonly message: string };

/** A request with its number, which the answer has too: one that comes too late is for nobody. */
export interface NumberedRequest {
  readonly number: number;
  readonly request: PageRequest;
}

/** An answer with the number of its request. */
export interface NumberedAnswer {
  readonly number: number;
  readonly answer: PageAnswer;
}
