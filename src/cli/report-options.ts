import { basename, extname } from 'node:path';
import type { Argv } from 'yargs';
import { configNames, expandPaths, readExtraFigures } from '../files/index.js';
import { formats } from '../formats/index.js';
import type { Format, FormatOptions } from '../formats/index.js';
import { NetstatError, suggest } from '../ir/index.js';
import { browserOutput } from './browser.js';
import { fileOutput, terminalOutput } from './output.js';
import type { Output } from './output.js';
import type { Terminal } from './terminal.js';
import { readWholeNumber } from './whole-number.js';

/** Declares how and where a report is written. */
export function declareReport<T>(parser: Argv<T>) {
  return declareDetail(
    declarePlace(
      parser,
      formats.map(({ name }) => name),
    )
      .option('columns', {
        describe: 'Columns to show, separated by commas',
        type: 'string',
        requiresArg: true,
        group: 'Report:',
      })
      .option('sort', {
        describe: 'Column to sort layers by, the largest first',
        type: 'string',
        requiresArg: true,
        group: 'Report:',
      })
      .option('top', {
        describe: 'Number of layers to show, without --sort the first ones; the others are one row',
        type: 'string',
        requiresArg: true,
        group: 'Report:',
      })
      .option('summary', {
        describe: 'Show only the table of models, whose columns --columns and --sort then name',
        type: 'boolean',
        default: usualReport.summary,
        group: 'Report:',
      })
      .option('extra', {
        describe: 'CSV file with figures of your own for the table of models: model,accuracy',
        type: 'string',
        requiresArg: true,
        group: 'Report:',
      })
      .option('depth', {
        describe: 'Number of levels of modules to show; deeper layers are rolled up',
        type: 'string',
        requiresArg: true,
        group: 'Report:',
      })
      .option('unfold', {
        describe: 'Give equal modules a row each',
        type: 'boolean',
        default: usualReport.unfold,
        defaultDescription: 'one row for all',
        group: 'Report:',
      }),
  );
}

/** Declares how and where a comparison is written, whose tables are always the same. */
export function declareComparison<T>(parser: Argv<T>) {
  return declareDetail(declarePlace(parser, comparisonFormats));
}

/** The formats that show a comparison. */
export const comparisonFormats: readonly string[] = ['table', 'markdown', 'json', 'html'];

function declarePlace<T>(parser: Argv<T>, names: readonly string[]) {
  return parser
    .option('format', {
      describe: `How to write the report: ${names.join(', ')}`,
      type: 'string',
      requiresArg: true,
      defaultDescription: "by the output file's name, else table",
      group: 'Report:',
    })
    .option('output', {
      alias: 'o',
      describe: 'Write the report to this file',
      type: 'string',
      requiresArg: true,
      group: 'Report:',
    })
    .option('open', {
      describe: 'Show the page in the browser',
      type: 'boolean',
      default: usualReport.open,
      defaultDescription: 'no',
      group: 'Report:',
    });
}

function declareDetail<T>(parser: Argv<T>) {
  return parser
    .option('context', {
      describe: 'Lengths of context, separated by commas, at which to show prefill and decoding of a model with state',
      type: 'string',
      requiresArg: true,
      defaultDescription: '1024,8192',
      group: 'Report:',
    })
    .option('all', {
      describe: 'Show shape arithmetic and constant layers too',
      type: 'boolean',
      default: usualReport.all,
      group: 'Report:',
    })
    .option('color', {
      alias: 'colour',
      describe: 'Colour, whatever the terminal (also NO_COLOR, FORCE_COLOR)',
      type: 'boolean',
      defaultDescription: 'on a terminal',
      group: 'Report:',
    });
}

/** The values of those options. */
export interface ReportArguments {
  readonly format: string | undefined;
  readonly output: string | undefined;
  readonly open: boolean;
  readonly columns: string | undefined;
  readonly sort: string | undefined;
  readonly top: string | undefined;
  readonly depth: string | undefined;
  readonly unfold: boolean;
  readonly summary: boolean;
  readonly extra: string | undefined;
  readonly context: string | undefined;
  readonly all: boolean;
  readonly color: boolean | undefined;
}

/** Their values when no option is given. */
export const usualReport: ReportArguments = {
  format: undefined,
  output: undefined,
  open: false,
  columns: undefined,
  sort: undefined,
  top: undefined,
  depth: undefined,
  unfold: false,
  summary: false,
  extra: undefined,
  context: undefined,
  all: false,
  color: undefined,
};

/**
 * The format asked for: by its name, else by the ending of the output file (the longest that fits: `x.trace.json`),
 * else a page when it is to be opened, else the table.
 * @throws NetstatError for an unknown format, and for `--open` of what a browser does not show
 */
export async function loadFormat({
  format,
  output,
  open,
}: Pick<ReportArguments, 'format' | 'output' | 'open'>): Promise<Format> {
  const extension = output === undefined ? '' : extname(output).slice(1).toLowerCase();
  const [byEnding] = formats
    .filter((each) => output?.toLowerCase().endsWith(`.${each.extension}`) === true)
    .toSorted((a, b) => b.extension.length - a.extension.length);
  if (format === undefined && extension !== '' && byEnding === undefined) {
    throw new NetstatError(
      'bad-option',
      `--output ${output}: no format has the ending .${extension}; use one of ` +
        `${formats.map((each) => `.${each.extension}`).join(', ')}, or say --format`,
    );
  }
  const entry =
    (format === undefined ? byEnding : formats.find(({ name }) => name === format)) ??
    formats.find(({ name }) => format === undefined && name === (open ? 'html' : 'table'));
  if (open && entry !== undefined && entry.name !== 'html') {
    throw new NetstatError('bad-option', `--open shows a page: use it with --format html, not ${entry.name}`);
  }
  if (entry !== undefined) return entry.load();
  throw new NetstatError(
    'bad-option',
    `--format ${format}: there is no such format; ${suggest(
      format ?? '',
      formats.map(({ name }) => name),
    )}`,
  );
}

/**
 * Where the report goes: to a file, which a browser then shows where that is asked for, else to standard output.
 * `reads` are the files that the run reads, or patterns of them.
 * @throws NetstatError when the file cannot be written, or is one of those
 */
export async function openOutput(
  given: ReportArguments,
  terminal: Terminal,
  reads: readonly string[],
): Promise<Output> {
  const { output, open } = given;
  if (output === undefined) return open ? browserOutput() : terminalOutput(terminal);
  const files = [...(await expandPaths(reads)), ...filesRead(given, output)];
  return open ? browserOutput(output, files) : fileOutput(output, files);
}

/** Options that name files to read. */
const readingOptions: ReadonlySet<string> = new Set(['baseline', 'config', 'extra', 'input', 'platform', 'profile']);

/** The files besides models that a run with those options reads, as far as `output` may be one of them. */
function filesRead(given: ReportArguments, output: string): readonly string[] {
  const named = Object.entries(given)
    .filter(([name]) => readingOptions.has(name))
    .flatMap(([, values]: [string, unknown]) => [values].flat())
    .filter((value) => typeof value === 'string')
    // An input is named with its name: x=image.npy.
    .flatMap((value) => [value, value.slice(value.lastIndexOf('=') + 1)]);
  return configNames.some((name) => name === basename(output)) ? [...named, output] : named;
}

/**
 * The options that a format gets.
 * @throws NetstatError for a `--top` or `--depth` that is no number
 */
export function readFormatOptions(
  { output, columns, sort, top, depth, unfold, summary, extra, all, color }: ReportArguments,
  terminal: Terminal,
): FormatOptions {
  const toFile = output !== undefined;
  return {
    width: toFile ? Infinity : terminal.width,
    colour: color ?? (!toFile && terminal.colour),
    columns: columns
      ?.split(',')
      .map((name) => name.trim())
      .filter((name) => name !== ''),
    sort,
    top: top === undefined ? undefined : readWholeNumber('--top', top, 1),
    depth: depth === undefined ? undefined : readWholeNumber('--depth', depth, 1),
    unfold,
    summary,
    extra: extra === undefined ? undefined : readExtraFigures(extra),
    all,
  };
}

/** The options that choose layers, their columns and their order, and tables of models or runs beside them. */
const layerOptions = ['columns', 'sort', 'top', 'summary', 'extra', 'depth', 'unfold', 'context', 'all'] as const;

/**
 * Rejects options on layers in a report on findings that lists no layers.
 * @throws NetstatError for the first of them
 */
export function rejectLayerOptions(given: ReportArguments, { name, listsFindings }: Format): void {
  const option = layerOptions.find((each) => given[each] !== undefined && given[each] !== false);
  if (option === undefined || listsFindings !== true) return;
  throw new NetstatError(
    'bad-option',
    `--${option}: lint lists findings, not layers, in --format ${name}; leave out --${option}, or lint`,
  );
}

/**
 * The lengths of context to show a model with state at; undefined for the usual ones.
 * @throws NetstatError for one that is no number
 */
export function readContexts({ context }: Pick<ReportArguments, 'context'>): readonly number[] | undefined {
  return context?.split(',').map((length) => readWholeNumber('--context', length.trim(), 1));
}
