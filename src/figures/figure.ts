import type { Analysis, Layer, RunFigureField, StaticBound } from '../analysis/index.js';
import type { Dim } from '../dim/index.js';
import type { KernelCost, Measurement } from '../measurement/index.js';
import type { Prediction } from '../platform/index.js';
import type { Unit } from '../text/index.js';

/** All that is known of a model, from which figures are calculated. */
export interface Study {
  readonly analysis: Analysis;
  readonly measurement?: Measurement | undefined;
  readonly prediction?: Prediction | undefined;
  /** The least time of a run on a platform. */
  readonly bound?: StaticBound | undefined;
}

/** The part of a model that a figure is about, by which columns, menus and lists are ordered. */
export const kinds = ['size', 'weights', 'arithmetic', 'memory', 'time'] as const;
export type Kind = (typeof kinds)[number];

/**
 * How figures of layers become one figure of several layers: the sum over all runs (`run`); the sum, each layer once,
 * however often it runs (`once`, for what the file stores); the largest (`most`, for what is there at a time).
 */
export type Counting = 'run' | 'once' | 'most';

/** A figure of one layer. */
export interface LayerFigure {
  readonly counted: Counting;
  /** The field of a layer in JSON where it has another name than that of the totals. */
  readonly json?: string;
  /** Whether it depends on the layers around it, so that it may change though the layer does not. */
  readonly isOfSurroundings?: true;
  /** The figure of one run of the layer; undefined where it is unknown. */
  readonly value: (layer: Layer, study: Study) => Dim | undefined;
}

/** A figure of a measured kernel, and the speed of kernels in it: 10⁹ units a second. */
export interface KernelFigure {
  /** The meaning of the figure of a kernel, without a full stop. */
  readonly meaning: string;
  /** The figure of a kernel; undefined where it is unknown. */
  readonly value: (cost: KernelCost) => number | undefined;
  readonly rate: KernelRate;
}

/** The speed of kernels in a figure. */
export interface KernelRate {
  /** The name of its column. */
  readonly name: string;
  readonly unit: string;
  /** The meaning of the column. */
  readonly summary: string;
  /** The verb for messages about kernels: `read and written`. */
  readonly done: string;
  /** The order in which the column is left out where columns find no room, as in `FigureColumn`. */
  readonly givesWay: number;
}

/** A figure of a run of a model that keeps a state: a prefill, or a step of decoding. */
export interface RunFigure {
  /** The field of a run in JSON where it has another name than that of the totals. */
  readonly json?: string;
  readonly field: RunFigureField;
  /** The order in which its column is left out where columns find no room, the greatest number first; 0 stays. */
  readonly givesWay: number;
}

/**
 * The columns of a figure in tables. Of columns that find no room, the one of the lowest number is left out first; one
 * without a number stays.
 */
export interface FigureColumn {
  /** Whether tables of layers show it unless columns are named. */
  readonly isUsual?: true;
  readonly givesWay?: number;
  /** The column of shares beside it. */
  readonly isShareUsual?: true;
  readonly shareGivesWay?: number;
  /** Its column in tables of models. */
  readonly givesWayOfModels?: number;
}

/**
 * One quantity that netstat reports. Columns, totals, JSON, budgets, `--sort`, `--max-increase`, the page, the help and
 * the tables of the docs follow from its entry in `figures`.
 */
export interface Figure {
  /** The name on the command line, in configurations and in CSV: `multiply-adds`. */
  readonly name: string;
  /** Names that options also take, for those of earlier versions. */
  readonly aliases?: readonly string[];
  /** The field of the totals in JSON. */
  readonly json: string;
  /** The name in a sentence: `multiply-adds`. */
  readonly label: string;
  /** The head of its column, in one or two lines. */
  readonly heading: readonly [string] | readonly [string, string];
  readonly kind: Kind;
  readonly unit: Unit;
  /** The meaning in one sentence, without a capital and a full stop. */
  readonly meaning: string;
  /** The reason to hold the figure to a limit, for the page of its budget. */
  readonly reason?: string;
  /**
   * Whether summaries show it unless columns are named: the totals of several models, comparisons, the page's tiles.
   */
  readonly isHeadline?: true;
  /** Whether tables have a column of each layer's share of the total. */
  readonly hasShare?: true;
  readonly column?: FigureColumn;
  /** Whether it may be more than its formula tells while sizes are open, so that the formula gives no ceiling. */
  readonly isOpenAbove?: true;
  /** Whether it exists only for models that were measured. */
  readonly isMeasured?: true;
  /** Whether it exists only for models whose time a platform predicts. */
  readonly isPredicted?: true;
  /** Whether it exists only for models whose time a platform bounds. */
  readonly isBounded?: true;
  /** The figure of one layer; without it only the model has the figure. */
  readonly ofLayer?: LayerFigure;
  /** The figure of a measured kernel, which has its name of the totals in JSON. */
  readonly ofKernel?: KernelFigure;
  /** The figure of a run of a model that keeps a state. */
  readonly ofRun?: RunFigure;
  /** The figure of some layers together, where it does not follow from that of each. */
  readonly ofLayers?: (indices: readonly number[], study: Study) => Dim | undefined;
  /**
   * The figure of the model; without it, that of all layers together. Where the cost of some layers is unknown it is a
   * lower bound.
   */
  readonly ofModel?: (study: Study) => Dim | undefined;
  /**
   * The most that the figure of the model can be where data decide it, for one whose formula may be too large to be
   * written.
   */
  readonly mostOfModel?: (study: Study) => Dim | undefined;
  /** The two figures of which it is the quotient, by name. It has no calculation of its own. */
  readonly quotientOf?: readonly [dividend: string, divisor: string];
}

/** Declares a figure. Its type knows the field in JSON. */
export function defineFigure<const Json extends string>(figure: Figure & { readonly json: Json }): typeof figure {
  return figure;
}
