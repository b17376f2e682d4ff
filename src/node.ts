import { fileURLToPath } from 'node:url';
import { compareReports } from './comparison/index.js';
import { isRemote, loadModel, openFile, openRemote } from './files/index.js';
import { comparisonDocument, formats } from './formats/index.js';
import type { ComparisonDocument } from './formats/index.js';
import { suggest } from './ir/index.js';
import { analysisOptions, inspectOptions, policyOf, refuseUnknownOptions } from './options.js';
import { fromJson, optionTargets, reportOf, toJson, watchOptions } from './report/index.js';
import { measureFile, readCalibration } from './runtimes/index.js';
import { explain as explainSource, inspect as inspectSource, lint as lintSource, NetstatError } from './index.js';
import type { Explanation, InspectOptions, LintOptions, LintResult, ModelReport, ModelSource } from './index.js';

export * from './index.js';
export { defineConfig, openFile } from './files/index.js';
export type { Config, ConfigOverride, ConfigSuppression, ModelConfig } from './files/index.js';
export type {
  ComparedFigures,
  ComparedFinding,
  ComparedLayer,
  ComparedPartDocument,
  ComparisonDocument,
  OneSidedLayer,
} from './formats/index.js';
export type { Level } from './rules/index.js';

/**
 * Whatever a model is read from in Node: a file by its path, an address of the web, a file of the hub
 * (`hf:org/name/model.onnx`), or what can be read by place. Weights are not read.
 */
export type NodeModelSource = string | URL | ModelSource;

/**
 * The report of a model.
 * @throws NetstatError when it cannot be read, is no model, or an option does not fit it
 */
export async function inspect(source: NodeModelSource, options: InspectOptions = {}): Promise<ModelReport> {
  return withSource(source, options, inspectSource);
}

/**
 * The findings of the rules in a model, and whether it keeps to its budgets.
 * @throws NetstatError when it cannot be read, is no model, or an option does not fit it
 */
export async function lint(source: NodeModelSource, options: LintOptions = {}): Promise<LintResult> {
  return withSource(source, options, lintSource);
}

/**
 * How a layer comes to its figures, from the formulas to the numbers. The layer is named by its label, its node's name
 * or a part of its label, or by its index.
 * @throws NetstatError when it cannot be read, is no model, has no such layer, or an option does not fit it
 */
export async function explain(
  source: NodeModelSource,
  layer: string | number,
  options: InspectOptions = {},
): Promise<Explanation> {
  return withSource(source, options, (model, given) => explainSource(model, layer, given));
}

/** Opens what a source names for as long as it is read; errors of a file name it. */
async function withSource<O extends InspectOptions, T>(
  source: NodeModelSource,
  options: O,
  read: (source: ModelSource, options: O) => Promise<T>,
): Promise<T> {
  if (typeof source !== 'string' && !(source instanceof URL)) return read(source, options);
  const reference = referenceOf(source);
  if (isRemote(reference)) return read(await openRemote(reference), { path: reference, ...options });
  return namingFile(reference, async () => {
    const file = openFile(reference);
    try {
      return await read(file, { path: reference, ...options });
    } finally {
      file.close();
    }
  });
}

function referenceOf(source: string | URL): string {
  if (typeof source === 'string') return source;
  return isRemote(source.href) ? source.href : fileURLToPath(source);
}

async function namingFile<T>(path: string, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (!(error instanceof NetstatError)) throw error;
    throw new NetstatError(error.code, `${path}: ${error.message}`, { cause: error });
  }
}

/** How a model is run and measured, besides the sizes, rules and operators. */
export interface MeasureOptions extends InspectOptions {
  /** `onnxruntime` unless told; `onnxruntime-web`, `browser`. */
  readonly runtime?: string;
  /** One of the runtime's devices; its first unless told. */
  readonly device?: string;
  /**
   * How far the runtime may rewrite the graph: `disabled`, `basic`, `extended`, `layout`, or `all`, which it is unless
   * told.
   */
  readonly level?: string;
  /** Threads that one operator may use; 1 unless told. */
  readonly threads?: number;
  /** Runs that are counted; at least 20 unless told, and more of a fast model or on a busy machine. */
  readonly runs?: number;
  /** Runs before the counted ones; 5 unless told. */
  readonly warmup?: number;
  /** The seed of the inputs that are made up; 1 unless told. */
  readonly seed?: number;
  /** Seconds that the measurement may take as a whole, 60 unless told; 5 runs are made at least. */
  readonly timeLimit?: number;
}

const measureOptions = ['runtime', 'device', 'level', 'threads', 'runs', 'warmup', 'seed', 'timeLimit'];

/**
 * Runs the model of a file with inputs that are made up by their types: its report with `measurement`, and a latency of
 * every layer.
 * @throws NetstatError when it is no model, a size is open, the runtime is not installed or cannot run it, or an option
 * does not fit
 */
export async function measure(source: string | URL, options: MeasureOptions = {}): Promise<ModelReport> {
  refuseUnknownOptions('measure', options, [...inspectOptions, ...measureOptions]);
  const path = typeof source === 'string' || source instanceof URL ? referenceOf(source) : undefined;
  if (path === undefined || isRemote(path)) {
    throw new NetstatError('bad-option', 'measure runs models from files: save this one to a file and give its path');
  }
  const {
    runtime = 'onnxruntime',
    device,
    level = 'all',
    threads = 1,
    runs,
    warmup = 5,
    seed = 1,
    timeLimit = 60,
  } = options;
  for (const [name, value, least] of [
    ['threads', threads, 1],
    ['runs', runs ?? 1, 1],
    ['warmup', warmup, 0],
    ['seed', seed, 0],
    ['timeLimit', timeLimit, 1],
  ] as const) {
    if (Number.isSafeInteger(value) && value >= least) continue;
    throw new NetstatError('bad-option', `${name} ${value}: should be a whole number from ${least}`);
  }
  return namingFile(path, async () => {
    const bindings = analysisOptions(options);
    const policy = policyOf(options);
    const { analysis, measurement } = await measureFile(path, await loadModel(path), bindings, {
      runtime,
      options: { device, level, threads },
      pace: { runs, warmup, timeLimitMs: 1000 * timeLimit },
      seed,
    });
    const fit = watchOptions(bindings);
    fit.see(optionTargets(analysis));
    fit.check();
    const additions = { measurement, roofline: readCalibration(measurement) };
    return toJson(reportOf(options.path ?? path, analysis, policy, additions));
  });
}

/**
 * The changes from one report to another: the document that `netstat compare --format json` prints
 * (docs/comparison.schema.json).
 */
export function compare(base: ModelReport, head: ModelReport): ComparisonDocument {
  return comparisonDocument(compareReports(fromJson(base), fromJson(head)));
}

/** How reports are rendered; all of it may be left out. */
export interface RenderOptions {
  /** Columns of a terminal; lines may be of any length without. */
  readonly width?: number;
  readonly colour?: boolean;
  readonly columns?: readonly string[];
  readonly sort?: string;
  readonly top?: number;
  readonly depth?: number;
  readonly all?: boolean;
}

/**
 * Reports as `netstat --format` writes them: `table`, `csv`, `markdown`, `html`, `sarif` …
 * @throws NetstatError when there is no such format, or an option names what is not there
 */
export async function render(
  reports: ModelReport | readonly ModelReport[],
  format: string,
  options: RenderOptions = {},
): Promise<string> {
  refuseUnknownOptions('render', options, ['width', 'colour', 'columns', 'sort', 'top', 'depth', 'all']);
  const entry = formats.find(({ name }) => name === format);
  if (entry === undefined) {
    const names = formats.map(({ name }) => name);
    throw new NetstatError('bad-option', `${format}: there is no such format; ${suggest(format, names)}`);
  }
  const session = (await entry.load()).start({ width: Infinity, colour: false, all: false, ...options });
  const parts = [reports].flat().map((report) => session.next(fromJson(report)));
  return [...parts, session.end()].join('');
}
