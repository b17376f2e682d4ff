import { analyse, bindingFlags, evaluatorAt, staticBoundOf, unboundSymbols } from '../analysis/index.js';
import type { Analysis, AnalysisOptions, Edge, LayerDiagnostic } from '../analysis/index.js';
import type { Dim } from '../dim/index.js';
import { figures, mostOfModel } from '../figures/index.js';
import type { Study } from '../figures/index.js';
import type { Model, Value } from '../ir/index.js';
import type { Prediction } from '../platform/index.js';
import { lint, rules } from '../rules/index.js';
import type { Finding, Policy, SuppressedFinding } from '../rules/index.js';
import type { Additions } from './additions.js';
import { arenaField } from './arena.js';
import { layerReports } from './layer-reports.js';
import type { FindingReport, SuppressedReport } from './findings.js';
import type { NamedValue, ValueType } from './layer.js';
import type { DiagnosticReport, Report } from './report.js';
import type { PredictionReport } from './times.js';
import { generationReport } from './generation.js';
import { latencyByLayer, measurementReport, rooflineReport } from './measurement-report.js';
import { mendingReport } from './mending.js';
import { branchScenarios, scenarioFindings, scenarioReports, untriedBranches } from './scenarios.js';
import { coverageFields, totalFields } from './total-fields.js';
import { weightFields } from './weights.js';

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
    runtime,
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
    runtime,
    refutedGuidelines,
  });
  const mending = mendingReport(findings, worthOf);
  const latencies = latencyByLayer(measurement);
  const valueOf = namer(analysis);
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
    layers: layerReports(layers, { study, valueOf, latencies }),
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
    diagnostics: [...diagnostics.map(diagnosticReport), ...(named.length > 0 ? [] : untriedBranches(analysis))],
  };
}

/**
 * The most that figures of a model can be which depend on what data decide, as far as that is known; nothing where none
 * does.
 */
function ceilings(study: Study): Pick<Report, 'totalsAtMost'> {
  const { symbols, given } = study.analysis;
  if (symbols.length === 0 && (given.operators ?? []).length === 0) return {};
  const known = figures.flatMap((figure): readonly (readonly [string, Dim])[] => {
    const ceiling = figure.isMeasured === true ? undefined : mostOfModel(figure, study);
    return ceiling === undefined ? [] : [[figure.json, ceiling]];
  });
  return known.length === 0 ? {} : { totalsAtMost: Object.fromEntries(known) };
}

/** Gives values their names and types: one object for each, however many layers read it. */
function namer({ edges }: Analysis): (edge: Edge) => NamedValue<Dim> {
  const known = new Array<NamedValue<Dim> | undefined>(edges.length);
  return (edge) => (known[edge.id] ??= namedValue(edge));
}

function namedValue({ name, type, declared }: Edge): NamedValue<Dim> {
  // Nearly all values; an object that is put together of others takes several times as long.
  if (type.kind === 'tensor' && !declared) return { name, dtype: type.dtype ?? null, shape: type.shape ?? null };
  return { name, ...valueType(type), ...(declared ? { declared } : {}) };
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
