import { analyse } from './analysis/index.js';
import type { Analysis } from './analysis/index.js';
import { explainLayer, findLayer } from './explanation/index.js';
import type { LayerExplanation } from './explanation/index.js';
import type { ErrorCode } from './ir/index.js';
import { NetstatError } from './ir/index.js';
import { memorySource, readModel, readModelAsync, blobSource } from './onnx/index.js';
import type { AsyncByteSource, ByteSource } from './onnx/index.js';
import type { Operator } from './ops/index.js';
import { analysisOptions, inspectOptions, policyOf, refuseUnknownOptions } from './options.js';
import type { InspectOptions } from './options.js';
import { optionTargets, reportOf, toJson, watchOptions } from './report/index.js';
import type { FindingReport, ModelReport } from './report/index.js';
import { brokenBudgets } from './rules/index.js';
import type { Rule, RuleConfig } from './rules/index.js';

export { NetstatError } from './ir/index.js';
export type { DType } from './ir/index.js';
export { blobSource, httpSource, memorySource } from './onnx/index.js';
export { attribute, defineOp, NodeError } from './ops/index.js';
export { defineRule } from './rules/index.js';
export { figureOf } from './figures/index.js';
export type { Analysis, Edge, Layer } from './analysis/index.js';
export type { RuleDefinition, RuleFinding } from './rules/index.js';
export * as dim from './dim/index.js';
export type { Derivation, LayerExplanation, TrafficLine } from './explanation/index.js';
export { version } from './report/index.js';
export type {
  Count,
  CoverageFigures,
  DiagnosticReport,
  FailedModel,
  Figures,
  FindingReport,
  LayerReport,
  MeasurementReport,
  ModelReport,
  NamedValue,
  Published,
  ReportDocument,
  TotalFigures,
  ValueType,
} from './report/index.js';
export type { AsyncByteSource, ByteSource, ErrorCode, InspectOptions, Operator, Rule, RuleConfig };

/** Options of `lint`. */
export interface LintOptions extends InspectOptions {
  /** How many warnings may pass; any number without. */
  readonly maxWarnings?: number;
}

/** The verdict of the rules on a model. */
export interface LintResult {
  readonly report: ModelReport;
  /** The findings of the report. */
  readonly findings: readonly FindingReport[];
  /** The findings of budgets, rules `max-…`, that are errors. */
  readonly brokenBudgets: readonly FindingReport[];
  /** Whether every budget holds. One whose figure is unknown or depends on an open dimension does not. */
  readonly budgetsHold: boolean;
  /** Whether there is no error and no more warnings than allowed: `netstat lint` ends with 0 then. */
  readonly passes: boolean;
}

/** How a layer comes to its figures, and what the rules find in it. */
export interface Explanation extends LayerExplanation {
  readonly findings: readonly FindingReport[];
}

/**
 * A model that can be read by place: bytes, a Blob or File, a web server, a source of one's own. Weights are not read.
 */
export type ModelSource = Uint8Array | Blob | ByteSource | AsyncByteSource;

/**
 * The report of a model.
 * @throws NetstatError when it is no model, or an option does not fit it
 */
export async function inspect(source: ModelSource, options: InspectOptions = {}): Promise<ModelReport> {
  refuseUnknownOptions('inspect', options, inspectOptions);
  return (await examine('inspect', source, options)).report;
}

/**
 * The report of a model in memory.
 * @throws NetstatError when it is no model, or an option does not fit it
 */
export function inspectBytes(bytes: Uint8Array, options: InspectOptions = {}): ModelReport {
  refuseUnknownOptions('inspectBytes', options, inspectOptions);
  return examineModel(readModel(memorySource(bytes)), options).report;
}

/**
 * The findings of the rules in a model, and whether it keeps to its budgets.
 * @throws NetstatError when it is no model, or an option does not fit it
 */
export async function lint(source: ModelSource, options: LintOptions = {}): Promise<LintResult> {
  refuseUnknownOptions('lint', options, [...inspectOptions, 'maxWarnings']);
  const { maxWarnings = Infinity, ...others } = options;
  if (!(Number.isInteger(maxWarnings) || maxWarnings === Infinity) || maxWarnings < 0) {
    throw new NetstatError('bad-option', `maxWarnings ${maxWarnings}: should be a whole number from 0`);
  }
  const { report } = await examine('lint', source, others);
  const { findings } = report;
  const broken = brokenBudgets(report);
  const warnings = findings.filter(({ severity }) => severity === 'warning').length;
  return {
    report,
    findings,
    brokenBudgets: broken,
    budgetsHold: broken.length === 0,
    passes: warnings <= maxWarnings && findings.every(({ severity }) => severity !== 'error'),
  };
}

/**
 * How a layer comes to its figures, from the formulas to the numbers. The layer is named by its label, its node's name
 * or a part of its label, or by its index.
 * @throws NetstatError when it is no model, has no such layer, or an option does not fit it
 */
export async function explain(
  source: ModelSource,
  layer: string | number,
  options: InspectOptions = {},
): Promise<Explanation> {
  refuseUnknownOptions('explain', options, inspectOptions);
  const { analysis, report } = await examine('explain', source, options);
  const { index } = findLayer(report.layers, layer);
  const found = analysis.layers[index];
  if (found === undefined) throw new Error('a report has a layer for each of the analysis');
  return { ...explainLayer(found), findings: report.findings.filter(({ layers }) => layers.includes(index)) };
}

/** Types do not hold in JavaScript. */
function refuseOtherSources(caller: string, source: unknown): void {
  if (source instanceof Promise) {
    throw new NetstatError('bad-option', `${caller} was given a promise: await the source first`);
  }
  const isSource = typeof source === 'object' && source !== null && ('read' in source || 'stream' in source);
  if (!isSource && !(source instanceof Uint8Array)) {
    throw new NetstatError(
      'bad-option',
      `${caller} takes bytes, a Blob or a byte source; in Node also a path or an address`,
    );
  }
}

/** A source whose answers may be there at once, as one whose answers come. */
function promising(source: ByteSource | AsyncByteSource): AsyncByteSource {
  const { size, readAhead } = source;
  return {
    size,
    ...('release' in source ? { release: () => source.release?.() } : {}),
    ...(readAhead === undefined ? {} : { readAhead }),
    read: async (offset, length) => source.read(offset, length),
  };
}

/** A model's analysis and the report of it. */
interface Examined {
  readonly analysis: Analysis;
  readonly report: ModelReport;
}

async function examine(caller: string, source: ModelSource, options: InspectOptions): Promise<Examined> {
  refuseOtherSources(caller, source);
  if (source instanceof Uint8Array) return examineModel(readModel(memorySource(source)), options);
  const bytes = source instanceof Blob ? blobSource(source) : promising(source);
  return examineModel(await readModelAsync(bytes), options);
}

function examineModel(model: ReturnType<typeof readModel>, options: InspectOptions): Examined {
  const bindings = analysisOptions(options);
  const analysis = analyse(model, bindings);
  const report = reportOf(options.path ?? 'model', analysis, policyOf(options));
  const fit = watchOptions(bindings);
  fit.see(optionTargets(analysis));
  fit.check();
  return { analysis, report: toJson(report) };
}
