import type { Comparison } from '../comparison/index.js';
import type { FailedReport, Report } from '../report/index.js';

/** What a format is told of its surroundings and of the user's wishes. */
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
  /** What it is asked for; layers unless told. Formats for programs hold both. */
  readonly show?: 'layers' | 'findings' | undefined;
  /** Whether to show shape arithmetic and constant layers too. */
  readonly all: boolean;
}

/** One run of a format: what it prints is the texts that `model` gives, in order, and then that of `end`. */
export interface FormatSession {
  model(report: Report | FailedReport): string;
  end(): string;
}

/** Formats in which the text of a model depends on no other have these: models can then be printed in threads of their own. */
export interface SeparateTexts {
  /** The text of one model. */
  print(report: Report | FailedReport): string;
  /** Starts to put such texts together: what is printed is what `next` gives for each, in order, and then what `end` gives. */
  join(): { next(text: string): string; end(): string };
}

/** A way to write reports. */
export interface Format {
  readonly name: string;
  /** Of files that hold it, without the dot. */
  readonly extension: string;
  readonly summary: string;
  /** @throws NetstatError when an option names what is not there */
  start(options: FormatOptions): FormatSession;
  readonly separate?: SeparateTexts;
  /** A comparison of two models, in formats that can show one. */
  comparison?(comparison: Comparison, options: FormatOptions): string;
}

/** What is said of a format before it is loaded. */
export interface FormatEntry extends Pick<Format, 'name' | 'extension' | 'summary'> {
  readonly load: () => Promise<Format>;
}

/** Declares a format. */
export function defineFormat(format: Format): Format {
  return format;
}

/** Declares a format in which the text of a model depends on no other, by its texts alone. */
export function defineSeparateFormat({ print, join, ...format }: Omit<Format, 'start' | 'separate'> & SeparateTexts): Format {
  return {
    ...format,
    separate: { print, join },
    start() {
      const texts = join();
      return { model: (report) => texts.next(print(report)), end: () => texts.end() };
    },
  };
}
