import { analyse, evaluatorAt, fusionOf, staticBoundOf } from '../analysis/index.js';
import type { Analysis, AnalysisOptions, Edge, Layer, LayerDiagnostic, Roofline } from '../analysis/index.js';
import { usualArenaOf } from '../arena/index.js';
import type { ConventionCount } from '../conventions/index.js';
import type { Roof } from '../devices/index.js';
import { symbolsOf } from '../dim/index.js';
import type { Dim } from '../dim/index.js';
import { figures, layerField, mostOfModel, ofLayer } from '../figures/index.js';
import type { Counting, Figure, Study } from '../figures/index.js';
import type { Model, Value } from '../ir/index.js';
import { kernelBound, kernelCost } from '../measurement/index.js';
import type { Kernel, Measurement } from '../measurement/index.js';
import type { Prediction } from '../platform/index.js';
import { lint, rules } from '../rules/index.js';
import type { Finding, Policy, SuppressedFinding, Times } from '../rules/index.js';
import type { LayerFields } from './figure-fields.js';
import { publishDims } from './publish-dims.js';
import type {
  DiagnosticReport,
  FindingReport,
  KernelReport,
  LayerReport,
  MeasurementReport,
  NamedValue,
  PredictionReport,
  RepeatReport,
  Report,
  RooflineReport,
  SuppressedReport,
  ValueType,
} from './report.js';
import { generationReport } from './generation.js';
import { mendingReport } from './mending.js';
import { bindingFlags } from './hint.js';
import { branchScenarios, scenarioFindings, scenarioReports } from './scenarios.js';
import type { ScenarioStudy } from './scenarios.js';
import { coverageFields, totalFields } from './total-fields.js';
import { unboundSymbols } from './unbound.js';
import { weightFields } from './weights.js';

/** A platform that times are bounded for. */
export interface BoundPlatform extends Roof {
  /** Its name and figures, for people. */
  readonly name: string;
}

/** Parts of a report besides the analysis and the findings. */
export interface Additions {
  readonly measurement?: Measurement | undefined;
  /** How long the model takes on a platform that the user names, without running there. */
  readonly prediction?: Prediction | undefined;
  /** The worth of a change to the model there. */
  readonly worthOf?: Times['worthOf'];
  /** Guidelines that do not hold there. */
  readonly refutedGuidelines?: Times['refutedGuidelines'];
  /** The most that the platform computes and moves. */
  readonly roofline?: Roofline | undefined;
  /** The model's count as another tool would print it. */
  readonly convention?: ConventionCount | undefined;
  /** The platform that times are bounded for. */
  readonly platform?: BoundPlatform | undefined;
  /** Lengths of context at which to show a model that keeps a state; the usual ones unless told. */
  readonly contexts?: readonly number[] | undefined;
  /** Named uses of the model; without any, the branches between which an input decides. */
  readonly scenarios?: readonly ScenarioStudy[] | undefined;
  /** Whether the report has the place of each activation in one block of memory. */
  readonly hasArena?: boolean | undefined;
}

/**
 * The report of a model, `path` being its name; `policy` is what the user wants of the rules.
 * @throws NetstatError when an option contradicts the model
 */
export function makeReport(
  path: string,
  model: Model,
  options: AnalysisOptions = {},
  policy: Policy = {},
  additions: Additions = {},
): Report {
  return reportOf(path, analyse(model, options), policy, additions);
}

/** The report of a model that is analysed, and perhaps measured. Nothing else turns an analysis into a report. */
export function reportOf(
  path: string,
  analysis: Analysis,
  policy: Policy = {},
  {
    measurement,
    prediction,
    worthOf,
    refutedGuidelines,
    roofline,
    convention,
    platform,
    contexts,
    scenarios: named = [],
    hasArena = false,
  }: Additions = {},
): Report {
  const { model, bindings, inputs, outputs, layers, diagnostics } = analysis;
  const bound = platform === undefined ? undefined : staticBoundOf(analysis, platform, evaluatorAt(new Map()));
  const study = { analysis, measurement, prediction, bound };
  const { findings, suppressed } = lint([...rules, ...(policy.customRules ?? [])], analysis, policy, {
    measurement,
    prediction,
    bound,
    worthOf,
    refutedGuidelines,
  });
  const mending = mendingReport(findings, worthOf);
  const { fusedInto } = fusionOf(analysis);
  const latencies = latencyByLayer(measurement);
  const valueOf = namer();
  const unbound = unboundSymbols(analysis);
  const bindWith = unbound.length === 0 ? [] : bindingFlags(analysis);
  const generation = generationReport(analysis, contexts, platform);
  const scenarios = named.length > 0 ? named : branchScenarios(analysis);
  return {
    model: {
      path,
      bytes: model.bytes,
      producer: model.producer,
      irVersion: model.irVersion,
      opsets: Object.fromEntries(model.opsets),
      graph: model.graph.name,
    },
    bindings: Object.fromEntries(bindings),
    unbound: unbound.map(({ symbol, meaning, atMost }) => ({
      symbol,
      meaning,
      ...(atMost === undefined ? {} : { atMost }),
    })),
    ...(bindWith.length === 0 ? {} : { bindWith }),
    inputs: inputs.map(valueOf),
    outputs: outputs.map(valueOf),
    totals: totalFields(study),
    ...ceilings(study),
    ...weightFields(analysis),
    coverage: coverageFields(analysis),
    layers: layers.map((layer) => {
      const latency = latencies.get(layer.index);
      return {
        ...layerReport(layer, study, valueOf, fusedInto[layer.index] ?? null),
        ...(latency === undefined ? {} : { latency }),
      };
    }),
    findings: [...findings, ...scenarioFindings(scenarios, platform)].map(findingReport),
    ...(mending === undefined ? {} : { mending }),
    ...(suppressed.length === 0 ? {} : { suppressed: suppressed.map(suppressedReport) }),
    ...(convention === undefined
      ? {}
      : { convention: { ...convention, layers: convention.layers.map((count) => count ?? null) } }),
    ...(measurement === undefined ? {} : { measurement: measurementReport(measurement, analysis, roofline) }),
    ...(prediction === undefined ? {} : { prediction: predictionReport(prediction) }),
    ...(roofline === undefined ? {} : { roofline: rooflineReport(roofline) }),
    ...(hasArena ? arenaField(analysis) : {}),
    ...(generation === undefined ? {} : { generation }),
    ...(scenarios.length === 0
      ? {}
      : { scenarios: scenarioReports(scenarios, { platform, contexts, branches: named.length === 0 }) }),
    ...(platform === undefined || bound === undefined ? {} : { bound: { platform: platform.name, ...bound } }),
    diagnostics: diagnostics.map(diagnosticReport),
  };
}

/**
 * The most that figures of a model can be which depend on what data decide, as far as that is known; nothing where none
 * does.
 */
function ceilings(study: Study): Pick<Report, 'totalsAtMost'> {
  const known = figures.flatMap((figure): readonly (readonly [string, Dim])[] => {
    const ceiling = figure.isMeasured === true ? undefined : mostOfModel(figure, study);
    return ceiling === undefined ? [] : [[figure.json, ceiling]];
  });
  return known.length === 0 ? {} : { totalsAtMost: Object.fromEntries(known) };
}

/** A figure of layers and the field of a layer's report that holds it. */
interface FieldFigure {
  readonly field: string;
  readonly figure: Figure;
}

/** The figures of layers that are counted as wanted; a quotient is counted as its parts are. */
function fieldsWhere(isWanted: (counted: Counting) => boolean): readonly FieldFigure[] {
  return figures.flatMap((figure) => {
    const field = layerField(figure);
    return field === undefined || !isWanted(figure.ofLayer?.counted ?? 'run') ? [] : [{ field, figure }];
  });
}

const costFields = fieldsWhere((counted) => counted !== 'most');
const memoryFields = fieldsWhere((counted) => counted === 'most');

/** Those figures of one run of a layer. */
function layerFields(layer: Layer, study: Study, wanted: readonly FieldFigure[]): LayerFields<Dim | null> {
  const fields: Record<string, Dim | null> = {};
  wanted.forEach(({ field, figure }) => (fields[field] = ofLayer(figure, layer, study) ?? null));
  // The type is generated from the figures.
  return fields as unknown as LayerFields<Dim | null>;
}

function layerReport(
  layer: Layer,
  study: Study,
  named: (edge: Edge) => NamedValue<Dim>,
  fusedInto: number | null,
): LayerReport<Dim> {
  const { index, node, label, category, path, scope, times, repeats, inputs, outputs, detail } = layer;
  const [costs, memory] = [layerFields(layer, study, costFields), layerFields(layer, study, memoryFields)];
  return {
    index,
    name: node.name,
    label,
    op: node.opType,
    domain: node.domain,
    origin: node.origin,
    category,
    path,
    scope,
    times,
    ...(repeats.some(({ pass, open }) => pass !== undefined || open.size > 0)
      ? { repeats: repeats.map((repeat) => repeatReport(repeat, [...Object.values(costs), ...Object.values(memory)])) }
      : {}),
    inputs: inputs.map((edge) => (edge === undefined ? null : named(edge))),
    outputs: outputs.map((edge) => (edge === undefined ? null : named(edge))),
    detail: detail === undefined ? null : publishDims(detail),
    // What it costs, then what is there while it runs: the order in which reports have always listed them.
    ...costs,
    fusedInto,
    ...memory,
  };
}

/**
 * How a body repeats; of the open sizes those that the layer's figures depend on: a body may have thousands of others.
 */
function repeatReport(
  { pass, count, open }: Layer['repeats'][number],
  figures: readonly (Dim | null)[],
): RepeatReport<Dim> {
  const names = new Set<string>();
  for (const value of figures) if (value !== null) symbolsOf(value, names);
  return { pass: pass ?? null, count, open: [...names].filter((name) => open.has(name)) };
}

/** Gives values their names and types: one object for each, however many layers read it. */
function namer(): (edge: Edge) => NamedValue<Dim> {
  const known = new Map<Edge, NamedValue<Dim>>();
  return (edge) => {
    const before = known.get(edge);
    if (before !== undefined) return before;
    const { name, type, declared } = edge;
    const value = { name, ...valueType(type), ...(declared ? { declared } : {}) };
    known.set(edge, value);
    return value;
  };
}

function valueType(value: Value): ValueType<Dim> {
  switch (value.kind) {
    case 'tensor':
      return { dtype: value.dtype ?? null, shape: value.shape ?? null };
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

function findingReport(finding: Finding): FindingReport {
  const { rule, guideline, severity, layers, message, worth, verdict, data } = finding;
  return {
    rule,
    guideline: guideline ?? null,
    severity,
    layers,
    message,
    // The neighbourhood of a layer is looked through only when something asks for the fingerprint.
    get fingerprint() {
      return finding.fingerprint;
    },
    ...(worth === undefined ? {} : { worth }),
    ...(verdict === undefined ? {} : { verdict }),
    data,
  };
}

function suppressedReport({ finding, reason }: SuppressedFinding): SuppressedReport {
  return { finding: findingReport(finding), reason: reason ?? null };
}

function measurementReport(
  measurement: Measurement,
  analysis: Analysis,
  roofline: Roofline | undefined,
): MeasurementReport {
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

/** A calibration is a roofline with what it was found by, which reports leave out. */
function rooflineReport(roofline: Roofline): RooflineReport {
  const { flopsPerSecond, integerOperationsPerSecond, bytesPerSecond, bandwidths } = roofline;
  return {
    flopsPerSecond,
    ...(integerOperationsPerSecond !== undefined && { integerOperationsPerSecond }),
    bytesPerSecond,
    ...(bandwidths !== undefined && { bandwidths }),
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
    ...(roofline === undefined
      ? {}
      : {
          bound: (kernel.layers.length === 0 ? undefined : kernelBound(analysis, kernel.layers, roofline)) ?? null,
        }),
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

function diagnosticReport({ code, severity, message, layer, origin }: LayerDiagnostic): DiagnosticReport {
  return { code, severity, message, layer: layer ?? null, origin: origin ?? null };
}

function predictionReport({ highMs, kernels, ...prediction }: Prediction): PredictionReport {
  return {
    ...prediction,
    highMs: highMs ?? null,
    kernels: kernels.map(({ ms, sigma, ...kernel }) => ({ ...kernel, ms: ms ?? null, sigma: sigma ?? null })),
  };
}

/** The plan of the arena; nothing while a size is open. */
function arenaField(analysis: Analysis): Pick<Report, 'arena'> {
  const plan = usualArenaOf(analysis);
  if (plan === undefined) return {};
  const { bytes, alignment, peakStep, layerAt, buffers } = plan;
  return {
    arena: {
      bytes,
      alignment,
      peakStep,
      layers: layerAt.map((layer) => layer ?? null),
      buffers: buffers.map(({ edge, offset, bytes: size, from, to }) => ({
        name: edge.name,
        offset,
        bytes: size,
        firstStep: from,
        lastStep: to,
      })),
    },
  };
}
