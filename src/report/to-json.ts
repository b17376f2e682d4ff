import { boundOf, fusionOf } from '../analysis/index.js';
import type { Analysis, Edge, Fusion, Layer, LayerDiagnostic, Roofline } from '../analysis/index.js';
import { print } from '../dim/index.js';
import type { Dim } from '../dim/index.js';
import type { Study } from '../figures/index.js';
import type { Value } from '../ir/index.js';
import { kernelCost } from '../measurement/index.js';
import type { Kernel, Measurement } from '../measurement/index.js';
import type { Detail } from '../ops/index.js';
import type { Prediction } from '../platform/index.js';
import type { Finding } from '../rules/index.js';
import type {
  DiagnosticReport,
  FailedModel,
  FindingReport,
  KernelReport,
  LayerReport,
  MeasurementReport,
  ModelReport,
  NamedValue,
  PredictionReport,
  Published,
  ReportDocument,
  ValueType,
} from './report-json.js';
import { countOf } from './count.js';
import { generationReport } from './generation.js';
import { layerFields, totalFields } from './figures-of.js';
import type { FailedReport, Report } from './report.js';
import { unboundSymbols } from './unbound.js';
import { version } from './version.js';
import { weightFields } from './weights.js';

/** The published document's head: all but its models. */
export const documentHead: Omit<ReportDocument, 'models'> = { schemaVersion: 1, netstat: version };

/** A report as it is published. Of a model that keeps a state, runs are shown at the lengths of context named, else at the usual ones. */
export function toJson(report: Report, contexts?: readonly number[]): ModelReport;
export function toJson(report: Report | FailedReport, contexts?: readonly number[]): ModelReport | FailedModel;
export function toJson(report: Report | FailedReport, contexts?: readonly number[]): ModelReport | FailedModel {
  if (report.kind === 'failed') return { model: { path: report.path }, error: report.error };
  const { path, analysis, variant, findings, convention, measurement, prediction, roofline } = report;
  const { model, bindings, inputs, outputs, coverage, layers, diagnostics } = analysis;
  const fusion = fusionOf(analysis);
  const study = { analysis, measurement, prediction };
  const latencies = latencyByLayer(measurement);
  const generation = generationReport(analysis, contexts);
  return {
    model: {
      path,
      bytes: model.bytes,
      producer: model.producer,
      irVersion: model.irVersion,
      opsets: Object.fromEntries(model.opsets),
      graph: model.graph.name,
    },
    ...(variant === undefined ? {} : { variant: variant.settings }),
    bindings: Object.fromEntries([...bindings].map(([symbol, value]) => [symbol, countOf(value)])),
    unbound: unboundSymbols(analysis).map(({ symbol, meaning }) => ({ symbol, meaning })),
    inputs: inputs.map(namedValue),
    outputs: outputs.map(namedValue),
    totals: totalFields(study),
    ...weightFields(analysis),
    coverage: {
      layers: coverage.layers,
      shaped: coverage.shaped,
      costed: coverage.costed,
      costedElements: coverage.costedElements ?? null,
      unknownOps: Object.fromEntries(coverage.unknownOps),
    },
    ...(generation === undefined ? {} : { generation }),
    layers: layers.map((layer) => layerReport(layer, fusion, study, latencies.get(layer.index))),
    findings: findings.map(findingReport),
    ...(convention === undefined
      ? {}
      : {
          convention: {
            ...convention,
            total: countOf(convention.total),
            layers: convention.layers.map((count) => countOf(count)),
          },
        }),
    ...(measurement === undefined ? {} : { measurement: measurementReport(measurement, report) }),
    ...(prediction === undefined ? {} : { prediction: predictionReport(prediction) }),
    ...(roofline === undefined ? {} : { roofline }),
    diagnostics: diagnostics.map(diagnosticReport),
  };
}

/** a ÷ b; undefined while either is unknown or holds a symbol, and for b = 0. */
export function ratioOf(a: Dim | undefined, b: Dim | undefined): number | undefined {
  if (a === undefined || b === undefined || typeof a === 'object' || typeof b === 'object' || b === 0) return undefined;
  return Number(a) / Number(b);
}

function layerReport(layer: Layer, { fusedInto }: Fusion, study: Study, latency: LayerReport['latency']): LayerReport {
  const { index, node, label, category, path, scope, times, inputs, outputs, detail } = layer;
  return {
    index,
    name: node.name,
    label,
    op: node.opType,
    domain: node.domain,
    category,
    path,
    scope,
    times: countOf(times),
    inputs: inputs.map((edge) => (edge === undefined ? null : namedValue(edge))),
    outputs: outputs.map((edge) => (edge === undefined ? null : namedValue(edge))),
    detail: detail === undefined ? null : published(detail),
    ...layerFields(layer, study),
    fusedInto: fusedInto[index] ?? null,
    ...(latency === undefined ? {} : { latency }),
  };
}

function namedValue({ name, type, declared }: Edge): NamedValue {
  return { name, ...valueType(type), ...(declared ? { declared } : {}) };
}

function valueType(value: Value): ValueType {
  switch (value.kind) {
    case 'tensor':
      return { dtype: value.dtype ?? null, shape: value.shape?.map((dim) => countOf(dim)) ?? null };
    case 'map':
      return {
        type: 'map',
        key: value.key ?? null,
        element: value.element === undefined ? null : valueType(value.element),
      };
    case 'sequence':
    case 'optional':
      return { type: value.kind, element: value.element === undefined ? null : valueType(value.element) };
  }
}

function published(detail: Detail): Published<Detail>;
function published(data: unknown): unknown;
function published(data: unknown): unknown {
  if (typeof data === 'bigint') return String(data);
  if (Array.isArray(data)) return data.map(published);
  if (typeof data !== 'object' || data === null) return data;
  if (isExpression(data)) return print(data);
  return Object.fromEntries(
    Object.entries(data)
      .filter(([, value]) => value !== undefined)
      .map(([name, value]) => [name, published(value)]),
  );
}

function isExpression(data: object): data is Extract<Dim, object> {
  return 'kind' in data && data.kind === 'expression';
}

function findingReport({ rule, guideline, severity, layers, message, fingerprint, data }: Finding): FindingReport {
  return { rule, guideline: guideline ?? null, severity, layers, message, fingerprint, data };
}

function measurementReport(measurement: Measurement, { analysis, roofline }: Report): MeasurementReport {
  const { threads, endToEnd, profiled, noise, peakMemoryBytes, kernels } = measurement;
  return {
    ...measurement,
    threads: threads ?? null,
    endToEnd: endToEnd ?? null,
    profiled: profiled ?? null,
    noise: noiseReport(noise),
    peakMemoryBytes: peakMemoryBytes ?? null,
    kernels: kernels.map((kernel) => kernelReport(kernel, analysis, roofline)),
  };
}

function noiseReport(noise: Measurement['noise']): MeasurementReport['noise'] {
  return noise === undefined
    ? null
    : { ...noise, waitingShare: noise.waitingShare ?? null, otherCores: noise.otherCores ?? null };
}

function kernelReport(kernel: Kernel, analysis: Analysis, roofline: Roofline | undefined): KernelReport {
  const cost =
    kernel.layers.length === 0 ? { flops: undefined, bytes: undefined } : kernelCost(analysis, kernel.layers);
  return {
    ...kernel,
    purpose: kernel.purpose ?? null,
    underMs: kernel.underMs ?? null,
    flops: cost.flops ?? null,
    memoryAccessBytes: cost.bytes ?? null,
    ...(roofline === undefined ? {} : { bound: boundOf(cost, roofline) ?? null }),
  };
}

function latencyByLayer(
  measurement: Measurement | undefined,
): ReadonlyMap<number, NonNullable<LayerReport['latency']>> {
  const latencies = new Map<number, NonNullable<LayerReport['latency']>>();
  measurement?.kernels.forEach(({ layers, ms, medianMs, p90Ms }, kernel) => {
    for (const layer of layers) {
      latencies.set(layer, { ms, medianMs, p90Ms, share: ms / measurement.kernelsMs, kernel });
    }
  });
  return latencies;
}

function predictionReport({ highMs, kernels, ...prediction }: Prediction): PredictionReport {
  return {
    ...prediction,
    highMs: highMs ?? null,
    kernels: kernels.map(({ ms, sigma, ...kernel }) => ({ ...kernel, ms: ms ?? null, sigma: sigma ?? null })),
  };
}

function diagnosticReport({ code, severity, message, layer, origin }: LayerDiagnostic): DiagnosticReport {
  return { code, severity, message, layer: layer ?? null, origin: origin ?? null };
}
