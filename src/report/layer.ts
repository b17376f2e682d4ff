import type { Dim } from '../dim/index.js';
import type { Category, DType } from '../ir/index.js';
import type { Detail } from '../ops/index.js';
import type { LayerFields } from './figure-fields.js';
import type { Published } from './publish-dims.js';

/** A layer of a report in memory. */
export type ReportLayer = LayerReport<Dim>;

/** Figures of a layer for one run of it. */
export type Figures<D = number | string> = LayerFields<D | null>;

/**
 * One node of the model. Its figures are for one run of it; the totals count them `times` times, params and buffers
 * once.
 */
export interface LayerReport<D = number | string> extends LayerFields<D | null> {
  /** The position in `layers`, to which findings, kernels and diagnostics refer. */
  readonly index: number;
  /** The node's name; may be empty or not unique. */
  readonly name: string;
  /** The name, or the operator with the index where there is none; unique. */
  readonly label: string;
  readonly op: string;
  readonly domain: string;
  /** The place in the file, such as `graph.node[12]`. */
  readonly origin: string;
  readonly category: Category;
  /** Function calls and control-flow bodies around it, outermost first. */
  readonly path: readonly string[];
  /** Modules around it, as the exporter named them, outermost first. */
  readonly scope: readonly string[];
  /** How often it runs in one inference. */
  readonly times: D;
  /** The loops around it, the innermost first; only where its figures change from pass to pass. */
  readonly repeats?: readonly RepeatReport<D>[];
  /** By position; null where left out. */
  readonly inputs: readonly (NamedValue<D> | null)[];
  readonly outputs: readonly (NamedValue<D> | null)[];
  /** Its settings, by kind; null for operators of which there is no more to say. */
  readonly detail: Published<Detail> | null;
  /** The layer whose kernel takes this one in; null when it runs by itself. */
  readonly fusedInto: number | null;
  /** Only when measured and joined. Of the kernel that computes it, which may compute other layers too. */
  readonly latency?: {
    /** As `ms` of the kernel. */
    readonly ms: number;
    readonly medianMs: number;
    readonly p90Ms: number;
    /** Of the sum of all kernels, 0 to 1. */
    readonly share: number;
    /** The position in `measurement.kernels`. */
    readonly kernel: number;
  };
}

/** A loop around a layer. */
export interface RepeatReport<D = number | string> {
  /** The symbol that stands for the number of passes made before, in figures of the layer; null when there is none. */
  readonly pass: string | null;
  /** How many passes it makes. */
  readonly count: D;
  /** Symbols in figures of the layer for sizes that change from pass to pass in a way that no formula tells. */
  readonly open: readonly string[];
}

/** A value's type. A tensor has `dtype` and `shape`, null where unknown; others say what they are and hold. */
export type ValueType<D = number | string> =
  | { readonly dtype: DType | null; readonly shape: readonly D[] | null }
  | { readonly type: 'sequence' | 'optional'; readonly element: ValueType<D> | null }
  | { readonly type: 'map'; readonly key: DType | null; readonly element: ValueType<D> | null };

/** A value of the model with its type. */
export type NamedValue<D = number | string> = ValueType<D> & {
  readonly name: string;
  /** The type is what the file declares; it could not be inferred. */
  readonly declared?: true;
};
