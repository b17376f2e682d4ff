import type { Model, DType } from '../ir/index.js';

/** A runtime that can run a model: one file of runtimes/ each. */
export interface Runtime {
  readonly kind: 'runtime';
  readonly name: string;
  /** Devices that it can be asked for, the usual one first; which are there is found out when a session opens. */
  readonly devices: readonly string[];
  readonly summary: string;
  /** Whether finding out about kernels costs nothing, so that one session gives the whole measurement. */
  readonly oneSession?: true;
  /** @throws NetstatError when it is not installed, lacks the device, or will not take the model */
  open(model: RunnableModel, options: SessionOptions): Promise<Session>;
  /** Keeps what sessions share, such as a browser, from one to the next, until the function that it gives is called. */
  keep?(): () => void;
}

/** The model to run: its file, or its bytes for one that is made, as those of a calibration are. */
export interface RunnableModel {
  readonly source:
    | { readonly kind: 'file'; readonly path: string }
    | { readonly kind: 'bytes'; readonly bytes: Uint8Array };
  readonly model: Model;
  readonly inputs: readonly InputData[];
}

/** An input with its elements. */
export interface InputData {
  readonly name: string;
  readonly dtype: DType;
  readonly dims: readonly number[];
  /** Row-major, in the width of the type; bits for float16, one byte each for bool. */
  readonly data: Elements;
}

/** Elements of an input. */
export type Elements =
  | Float32Array
  | Float64Array
  | Int8Array
  | Uint8Array
  | Int16Array
  | Uint16Array
  | Int32Array
  | Uint32Array
  | BigInt64Array
  | BigUint64Array
  | readonly string[];

/** How to run. */
export interface SessionOptions {
  /** One of the runtime's devices; left out, its first. */
  readonly device?: string | undefined;
  /** How much the runtime may rewrite the graph: `disabled`, `basic`, `extended`, `layout`, `all`. */
  readonly level: string;
  readonly threads: number;
  /** Whether to find out how long each kernel takes, which slows the run down. */
  readonly profiled: boolean;
  /** How long opening, one run or closing may take. */
  readonly timeLimitMs: number;
  /** The browser to run in, where the runtime is one. */
  readonly browser?: string | undefined;
  /** Shows the address that a browser on another device opens, in the place of one that netstat starts. */
  readonly showAddress?: ((address: string) => void) | undefined;
  /** The command line of a runtime that is a program. */
  readonly command?: readonly string[] | undefined;
}

/** A model that is loaded. */
export interface Session {
  readonly version: string;
  readonly device: string;
  /** As asked for; undefined where the runtime has no such setting. */
  readonly level: string | undefined;
  readonly threads: number | undefined;
  /** Notes on how it runs, such as weights that were made up. */
  readonly notes: readonly string[];
  /**
   * Runs the model so often, one run after the other.
   * @throws NetstatError when a run fails, crashes or takes longer than allowed
   */
  run(count: number): Promise<readonly Run[]>;
  /** Ends it and frees what it holds; gives what a profiled one found. May be called once it failed, too. */
  close(): Promise<Profile | undefined>;
}

/** One run of a model from end to end. */
export interface Run {
  /** Wall time, in milliseconds. */
  readonly ms: number;
  /**
   * Processor time of all threads, in milliseconds; left out where the work is done elsewhere, or the clock is too
   * coarse to tell.
   */
  readonly cpuMs?: number | undefined;
}

/** How long kernels took: what a profiled session or a file made elsewhere says. */
export interface Profile {
  readonly kernels: readonly KernelProfile[];
  /** How many runs it covers, the first ones included. */
  readonly runs: number;
  /** Whether there may be kernels that it does not list; then a layer that none names is in none. */
  readonly partial?: true;
  /**
   * Where the clock that timed the kernels is coarser than a microsecond, as browsers round: its step and how long each
   * run took, in milliseconds.
   */
  readonly coarse?: { readonly clockMs: number; readonly runsMs: readonly number[] } | undefined;
  /** The most memory in use, as the runtime counts it. */
  readonly peakMemoryBytes?: number | undefined;
  /** The block that the runtime plans for activations. */
  readonly plannedBytes?: number | undefined;
  /** Notes on it, such as kernels that ran on another device. */
  readonly notes?: readonly string[];
}

/** One kernel over all runs. */
export interface KernelProfile {
  /** The runtime's name for it; untrusted text. */
  readonly name: string;
  /**
   * How long it took in each run, in milliseconds, all its calls in that run together; one figure where only a mean or
   * median is known.
   */
  readonly durationsMs: readonly number[];
  /** How often it is called in one run, where that is known; a kernel in the body of a loop runs many times. */
  readonly calls?: number | undefined;
  /** Hints at the layers that it computes, the surest first. Work that the runtime put in by itself has none. */
  readonly anchors: readonly Anchor[];
  /**
   * The tensors of the model that it reads and gives, where all are known: it computes what lies between, and nothing
   * else.
   */
  readonly between?: { readonly reads: readonly string[]; readonly gives: readonly string[] } | undefined;
  /** The reason for which the runtime has put it in by itself, such as `a change of layout`. */
  readonly purpose?: string | undefined;
  /** Operators that it applies to what its anchors give, in this order. */
  readonly epilogue?: readonly string[] | undefined;
}

/**
 * Something that a kernel computes, as its runtime names it:
 * a node by its place in the file, which is in names that were given to nodes for measuring;
 * a node by its own name, or a name that begins with it;
 * the nodes from one name to another in execution order;
 * the node that gives a tensor.
 */
export type Anchor =
  | { readonly kind: 'origin'; readonly origin: string }
  | { readonly kind: 'name'; readonly name: string }
  | { readonly kind: 'range'; readonly from: string; readonly to: string }
  | { readonly kind: 'output'; readonly tensor: string };
