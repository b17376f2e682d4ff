import { analyse } from './analysis/index.js';
import type { AnalysisOptions } from './analysis/index.js';
import type { ErrorCode } from './ir/index.js';
import { NetstatError, suggest } from './ir/index.js';
import { memorySource, readModel, readModelAsync, blobSource } from './onnx/index.js';
import type { AsyncByteSource, ByteSource } from './onnx/index.js';
import {
  float,
  floatOrInput,
  floats,
  graph,
  int,
  intOrInput,
  ints,
  intsOrInput,
  numbersOrInput,
  required,
  tensorAttribute,
  text,
  texts,
  typeAttribute,
} from './ops/index.js';
import type { Operator } from './ops/index.js';
import { placesOf, reportOf, toJson, watchOptions } from './report/index.js';
import type { ModelReport } from './report/index.js';
import { readSettings, rules } from './rules/index.js';
import type { RuleConfig } from './rules/index.js';

export { NetstatError } from './ir/index.js';
export type { DType } from './ir/index.js';
export { blobSource, httpSource, memorySource } from './onnx/index.js';
export { defineOp, NodeError } from './ops/index.js';
export * as dim from './dim/index.js';
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
export type { AsyncByteSource, ByteSource, ErrorCode, Operator, RuleConfig };

/** Readers of attributes for `defineOp`: `attributes: { groups: attribute.int(1), axes: attribute.required(attribute.ints()) }`. */
export const attribute = {
  float,
  floatOrInput,
  floats,
  graph,
  int,
  intOrInput,
  ints,
  intsOrInput,
  numbersOrInput,
  required,
  tensor: tensorAttribute,
  text,
  texts,
  type: typeAttribute,
};

/** What `inspect` is told besides the model. */
export interface InspectOptions {
  /** The model's name in the report. */
  readonly path?: string;
  /** Symbols to bind: `{ N: 1 }`. */
  readonly dims?: Readonly<Record<string, number | string>>;
  /** Shapes of inputs: `{ x: [1, 3, 224, 224] }`. */
  readonly shapes?: Readonly<Record<string, readonly number[]>>;
  /** Elements of small inputs, flattened: `{ sr: [16000] }`. */
  readonly values?: Readonly<Record<string, readonly (number | boolean)[]>>;
  /** Rules by id or guideline: a level, options, or both, as in a configuration: `{ 'max-params': { limit: '5M' } }`. */
  readonly rules?: Readonly<Record<string, RuleConfig>>;
  /** Operators beyond the built-in ones, made by `defineOp`. */
  readonly operators?: readonly Operator[];
}

/**
 * The report of a model that is read by place: a Blob or File, a web server, a source of one's own. Weights are not read.
 * @throws NetstatError when it is no model, or an option does not fit it
 */
export async function inspect(
  source: Uint8Array | Blob | ByteSource | AsyncByteSource,
  options: InspectOptions = {},
): Promise<ModelReport> {
  refuseUnknownOptions(options);
  refuseOtherSources(source);
  if (source instanceof Uint8Array) return inspectBytes(source, options);
  const bytes = source instanceof Blob ? blobSource(source) : promising(source);
  return report(await readModelAsync(bytes), options);
}

/**
 * The report of a model in memory.
 * @throws NetstatError when it is no model, or an option does not fit it
 */
export function inspectBytes(bytes: Uint8Array, options: InspectOptions = {}): ModelReport {
  refuseUnknownOptions(options);
  return report(readModel(memorySource(bytes)), options);
}

const inspectOptions = ['path', 'dims', 'shapes', 'values', 'rules', 'operators'];

function refuseUnknownOptions(options: object): void {
  for (const name of Object.keys(options)) {
    if (inspectOptions.includes(name)) continue;
    throw new NetstatError('bad-option', `${name}: inspect has no such option; ${suggest(name, inspectOptions)}`);
  }
}

/** Types do not hold in JavaScript. */
function refuseOtherSources(source: unknown): void {
  if (source instanceof Promise) {
    throw new NetstatError('bad-option', 'inspect was given a promise: await the source before it is inspected');
  }
  const isSource = typeof source === 'object' && source !== null && ('read' in source || 'stream' in source);
  if (!isSource && !(source instanceof Uint8Array)) {
    throw new NetstatError(
      'bad-option',
      'inspect takes bytes, a Blob or a byte source; in Node also a path or an address',
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

function report(model: ReturnType<typeof readModel>, options: InspectOptions): ModelReport {
  const bindings = analysisOptions(options);
  const analysis = analyse(model, bindings);
  const result = reportOf(options.path ?? 'model', analysis, {
    settings: readSettings(rules, options.rules ?? {}, 'rules'),
  });
  const fit = watchOptions(bindings);
  fit.see(placesOf(analysis));
  fit.check();
  return toJson(result);
}

function analysisOptions({ dims = {}, shapes = {}, values = {}, operators = [] }: InspectOptions): AnalysisOptions {
  return {
    dims: new Map(Object.entries(dims)),
    shapes: new Map(Object.entries(shapes)),
    values: new Map(Object.entries(values)),
    operators,
  };
}
