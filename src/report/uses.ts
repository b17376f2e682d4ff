import type { RunFields } from './figure-fields.js';
import type { CoverageFigures, TotalFigures } from './totals.js';

/** The state that a model keeps from run to run, and the costs of its runs for a batch of 1. */
export interface GenerationReport<D = number | string> {
  /** Inputs that come back as outputs, with these. */
  readonly states: readonly { readonly input: string; readonly output: string }[];
  /** Bytes of all states after a run. */
  readonly stateBytes: D | null;
  /** Bytes that one more of a dimension adds to all states that grow evenly with it. */
  readonly perUnit: readonly { readonly symbol: string; readonly bytes: number }[];
  /**
   * Bytes that one more token adds to the states, or takes of buffers of fixed size; null where dimensions do not tell.
   */
  readonly perTokenBytes: number | null;
  /** States that grow until they hold so many tokens, and by how many bytes with each; left out where none does. */
  readonly windows?: readonly { readonly tokens: number; readonly perTokenBytes: number }[];
  /**
   * The most tokens that there is room for: where buffers of fixed size say so, or a length of context asked for is
   * longer than a table of positions. Left out where nothing says so.
   */
  readonly room?: number;
  /** Open sizes that count samples: runs take them to be 1. Left out where there are none. */
  readonly batch?: readonly string[];
  /**
   * Open sizes that a length of context does not tell: runs take them to be as long as the context, or a page of the
   * fewest tokens that onnxruntime takes. Left out where there are none.
   */
  readonly assumed?: readonly { readonly symbol: string; readonly as: 'context' | 'page' }[];
  readonly runs: readonly GenerationRunReport[];
}

/** A named use of a model: what it sets, and the totals then. */
export interface ScenarioReport<D = number | string> {
  readonly name: string;
  /** Dimensions, shapes and elements of inputs, by name, as options write them. */
  readonly given: Readonly<Record<string, string>>;
  readonly totals: TotalFigures<D>;
  readonly coverage: CoverageFigures;
  /** Only of a branch that keeps a state from run to run. */
  readonly generation?: GenerationReport<D>;
}

/**
 * A run that is given all tokens of a context (prefill), or the last of them (decode). Figures that are unknown are
 * null.
 */
export interface GenerationRunReport extends RunFields<number | null> {
  readonly kind: 'prefill' | 'decode';
  /** Tokens in all when the run ends. */
  readonly context: number;
  /** The dimensions that it binds. */
  readonly dims: Readonly<Record<string, number>>;
  /** Bytes read after fusion. */
  readonly readBytes: number | null;
  /** The part of weights and their scales. */
  readonly weightReadBytes: number | null;
  /** The part read of states; of a cache, the keys and values attended to. */
  readonly stateReadBytes: number | null;
  /** Bytes written of states: what is new where an operator writes into the buffer that it reads, else all of it. */
  readonly stateWriteBytes: number | null;
  /** Bytes of all states after the run. */
  readonly stateBytes: number | null;
  /** The fields that are upper bounds, since data decide how much a run takes; left out where there are none. */
  readonly atMost?: readonly string[];
  /** Only where a platform is named by its figures: the least time of the run there. */
  readonly leastMs?: number;
}
