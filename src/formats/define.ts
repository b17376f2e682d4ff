import type { Comparison } from '../comparison/index.js';
import type { FailedModel, Report, SpeedReport } from '../report/index.js';
import { concat, nothing } from '../text/index.js';
import type { Written } from '../text/index.js';
import type { ExtraFigures } from './models.js';
import type { PaperFacts } from './paper-facts.js';

/** The surroundings of a format and the user's wishes. */
export interface FormatOptions {
  /** Columns of the terminal; Infinity where lines may be as long as they like. */
  readonly width: number;
  /** Whether escape sequences for colours are wanted. */
  readonly colour: boolean;
  /** Names of the columns to show, in this order. */
  readonly columns?: readonly string[] | undefined;
  /** The column to sort layers by, the largest first. */
  readonly sort?: string | undefined;
  /** How many layers to show. */
  readonly top?: number | undefined;
  /** How many levels of modules to show; what lies deeper is rolled up. */
  readonly depth?: number | undefined;
  /** Whether equal modules have a row each, instead of one for all. */
  readonly unfold?: boolean | undefined;
  /** The part that is asked for; layers unless told. Formats for programs hold both. */
  readonly show?: 'layers' | 'findings' | undefined;
  /** Whether only the table of models is wanted, to which `columns` and `sort` then apply. */
  readonly summary?: boolean | undefined;
  /** Figures of the user's own, joined to the table of models. */
  readonly extra?: ExtraFigures | undefined;
  /** Whether to show shape arithmetic and constant layers too. */
  readonly all: boolean;
}

/** One run of a format: the text of each report, in order, then what follows the last. */
export interface FormatSession {
  next(report: Report | FailedModel): Written;
  /**
   * The text of `next` in parts, each made when it is asked for: the text of a large model takes more memory than the
   * model. What throws before the first part has written nothing; what throws later has ended the text.
   */
  parts?(report: Report | FailedModel): Iterable<Written>;
  /** `speeds` says how measured models stand to one another, for formats that programs read. */
  end(speeds?: readonly SpeedReport[]): Written;
}

/** A way to write reports. */
export interface Format {
  readonly name: string;
  /** The extension of files that hold it, without the dot. */
  readonly extension: string;
  readonly summary: string;
  /** Whether it shows the place of each activation in memory, which reports have only when it is wished. */
  readonly showsArena?: true;
  /** Whether it lists findings alone where these are asked for, so that what options say of layers changes nothing. */
  readonly listsFindings?: true;
  /** @throws NetstatError when an option names what is not there */
  start(options: FormatOptions): FormatSession;
  /** A comparison of two models, in formats that can show one. */
  comparison?(comparison: Comparison, options: FormatOptions): Written;
  /** The paper's tables on a platform with the reports of the networks of table 8, in formats that show them so. */
  paper?(facts: PaperFacts, networks: readonly Report[], options: FormatOptions): Written;
}

/** A format before it is loaded. */
export interface FormatEntry extends Pick<Format, 'name' | 'extension' | 'summary'> {
  readonly load: () => Promise<Format>;
}

/** Declares a format. */
export function defineFormat(format: Format): Format {
  return format;
}

/** A session that prints each report by itself, whatever came before. */
export function textSession(
  print: (report: Report | FailedModel) => Written,
  around?: { readonly first?: Written; readonly between?: Written; readonly last?: Written },
): FormatSession {
  return partsSession((report) => [print(report)], around);
}

/** A session that prints each report by itself and in parts. */
export function partsSession(
  print: (report: Report | FailedModel) => Iterable<Written>,
  { first = nothing, between = nothing, last = nothing } = {},
): Required<FormatSession> {
  let begun = false;
  const begin = (): Written => {
    const text = begun ? between : first;
    begun = true;
    return text;
  };
  const parts = function* (report: Report | FailedModel): Iterable<Written> {
    let isFirst = true;
    for (const part of print(report)) {
      if (isFirst) yield begin();
      isFirst = false;
      yield part;
    }
  };
  return {
    parts,
    next: (report) => concat(...parts(report)),
    end: () => (begun ? last : concat(first, last)),
  };
}
