import { isKnown, limitText, print, symbolsOf, unlessTooLarge } from '../../dim/index.js';
import type { Dim } from '../../dim/index.js';
import { NetstatError, suggest } from '../../ir/index.js';
import type { Model } from '../../ir/index.js';
import { operatorFiles } from '../../ops/index.js';
import type { Analysis, AnalysisOptions, Layer, Liveness } from '../analysis.js';
import { Applications } from './applications.js';
import { BodyAnswers } from './body-answers.js';
import { Constants } from './constants.js';
import { diagnosticsOf } from './diagnostics.js';
import { addEdge } from './draft.js';
import type { Draft, EdgeDraft, RegionDraft } from './draft.js';
import { asExported, exportedSizes, howToExport, sayHowToExport } from './exported-sizes.js';
import { finishLayer, linkConsumers } from './finish-layer.js';
import { bindShapes, freeInputs, inputValue, resizedAxes, withInputNames } from './inputs.js';
import { createLabels } from '../labels.js';
import { findLifetimes } from '../accounts/lifetimes.js';
import { tabulate, tabulateFiles, tabulateFunctions } from './operators.js';
import { findParameters, sumByOwner } from '../accounts/parameters.js';
import { SharedValues } from './shared-values.js';
import { createSymbols } from './symbols.js';
import type { Symbols } from './symbols.js';
import { measureCoverage, sumTotals } from '../accounts/totals.js';
import { ImpliedSize } from './relations.js';
import { walkGraph } from './walk.js';
import type { ExportedSizes, Walk } from './state.js';
import { WalkBudget } from './walk-budget.js';

/** The operators that netstat knows. */
export const builtIn = tabulateFiles(operatorFiles);

/**
 * The analysis of a model: the cost of every layer.
 * @throws NetstatError when an option contradicts the model, or its formulas take too much text
 */
export function analyse(model: Model, given: AnalysisOptions = {}): Analysis {
  const options = withInputNames(model.graph, given);
  const resized = options.shapes === undefined ? [] : resizedAxes(freeInputs(model.graph, options), options.shapes);
  const exported =
    resized.length === 0 ? undefined : exportedSizes(analyse(model, asExported(options, resized)), resized);
  const analysis = unlessTooLarge(() => limitText(() => analyseImplied(model, options, exported)));
  if (analysis !== undefined) {
    refuseContradiction(model, options, analysis);
    return analysis;
  }
  if (exported !== undefined) {
    throw new NetstatError(
      'shape-contradiction',
      'its nodes keep the size that it was exported for, ' +
        `so that --shape leaves too much open; ${howToExport(exported)}`,
    );
  }
  throw new NetstatError(
    'limit-exceeded',
    'the formulas of its open sizes grow too large; bind them with --dim or --shape',
  );
}

/**
 * Refuses sizes of `--dim` that contradict the model: with them an operator finds two sizes that must be equal and
 * differ, and without them it does not.
 * @throws NetstatError
 */
function refuseContradiction(model: Model, options: AnalysisOptions, { differing }: Analysis): void {
  if (differing.size === 0 || options.dims === undefined || options.dims.size === 0) return;
  const { dims: _, ...others } = options;
  const before = analyse(model, others).differing;
  for (const [layer, message] of differing) {
    if (!before.has(layer)) throw new NetstatError('shape-contradiction', `the sizes given contradict ${message}`);
  }
}

/** The most sizes of symbols that operators may imply. Each is found by a walk of its own; models have one or two. */
const MAX_IMPLIED = 8;

/** Begins anew whenever an operator tells the size of a symbol. */
function analyseImplied(model: Model, options: AnalysisOptions, exported: ExportedSizes | undefined): Analysis {
  const dims = new Map(options.dims);
  for (let count = 0; ; count++) {
    try {
      return settle(model, { ...options, dims }, exported);
    } catch (error) {
      if (!(error instanceof ImpliedSize) || count >= MAX_IMPLIED || dims.has(error.symbol)) throw error;
      dims.set(error.symbol, Number(error.size));
    }
  }
}

/**
 * The most walks over a model in which declared sizes settle symbols. A walk may uncover further ones, but no file of
 * a real exporter needs more walks.
 */
const MAX_WALKS = 3;

/**
 * The analysis in which a size that the file declares, because it cannot be derived, is known to earlier layers too.
 */
function settle(model: Model, options: AnalysisOptions, exported: ExportedSizes | undefined): Analysis {
  let settled: ReadonlyMap<string, Dim> = new Map();
  for (let walks = 1; ; walks++) {
    const symbols = createSymbols(model, options.dims ?? new Map(), settled);
    const analysis = analyseWithin(model, options, symbols, exported);
    if (symbols.settled.size === settled.size || walks === MAX_WALKS) return analysis;
    settled = symbols.settled;
  }
}

function analyseWithin(
  model: Model,
  options: AnalysisOptions,
  symbols: Symbols,
  exported: ExportedSizes | undefined,
): Analysis {
  const inputInfos = freeInputs(model.graph, options);
  bindShapes(inputInfos, options.shapes ?? new Map(), symbols);

  const main: RegionDraft = {
    index: 0,
    owner: undefined,
    attribute: undefined,
    times: 1,
    passes: undefined,
    layers: [],
    replaced: new Set(),
    inputs: [],
    outputs: [],
  };
  const draft: Draft = { layers: [], edges: [], regions: [main], diagnostics: [...model.diagnostics] };
  const walk: Walk = {
    model,
    draft,
    symbols,
    labels: createLabels(),
    constants: new Constants(),
    applications: new Applications(),
    values: new SharedValues(),
    answers: new BodyAnswers(),
    custom: tabulate(options.operators ?? []),
    builtIn,
    functions: tabulateFunctions(model.functions),
    budget: new WalkBudget(model.graph, model.functions),
    firstReaders: new Map(),
    standIns: new Map(),
    differing: new Map(),
    exported,
  };
  const names = new Map<string, EdgeDraft>();
  main.inputs = inputInfos.map((info) => {
    const edge = addEdge(draft, info.name, walk.values.of(inputValue(info, options, symbols)), 'data');
    names.set(info.name, edge);
    return edge;
  });
  const outputInfos = model.graph.outputs.map((info) => [info.name, info] as const);
  const outputs = walkGraph(walk, model.graph, {
    parent: undefined,
    names,
    path: [],
    region: main,
    opsets: model.opsets,
    valueInfo: new Map([...model.graph.valueInfo, ...outputInfos]),
    attributes: undefined,
    renamed: undefined,
    calls: [],
  });
  for (const output of outputs) if (output !== undefined) output.isOutput = true;
  linkConsumers(draft);
  sayHowToExport(walk);

  checkFormulas(symbols);

  const parameters = findParameters(draft);
  const owned = sumByOwner(parameters);
  limitText(() => {
    for (const layer of draft.layers) finishLayer(draft, layer, owned.get(layer.index));
  });
  const layers: readonly Layer[] = draft.layers;
  const liveness = livenessOf(draft);
  // Derived at once where sizes are open, for its formulas are among those that may grow too large; otherwise on
  // demand, since few runs ask for it.
  if (symbols.list().length > 0) liveness();
  return {
    model,
    bindings: symbols.bindings,
    symbols: symbols.list(),
    inputs: main.inputs,
    outputs: outputs.filter((edge) => edge !== undefined),
    edges: draft.edges,
    layers,
    regions: draft.regions,
    totals: limitText(() => sumTotals(layers, () => liveness().peakBytes)),
    coverage: limitText(() => measureCoverage(layers)),
    get liveness() {
      return liveness();
    },
    parameters,
    diagnostics: diagnosticsOf(draft),
    given: options,
    resized: exported?.resized ?? [],
    differing: walk.differing,
    used: {
      dims: symbols.used,
      shapes: namesGiven(options.shapes, inputInfos),
      values: namesGiven(options.values, inputInfos),
    },
  };
}

/** Activations alive over time, worked out at the first call; unknown where their formulas grow too large. */
function livenessOf(draft: Draft): () => Liveness {
  let known: Liveness | undefined;
  return () => {
    if (known === undefined) {
      const found = unlessTooLarge(() => limitText(() => findLifetimes(draft)));
      known =
        found === undefined
          ? { peakBytes: undefined, peakLayer: undefined, bytes: draft.layers.map(() => undefined) }
          : { peakBytes: found.peakBytes, peakLayer: found.peakLayer, bytes: found.bytes };
    }
    return known;
  };
}

/**
 * Refuses a size that was given as a formula with a symbol that the model does not have.
 * @throws NetstatError that names the symbol
 */
function checkFormulas({ bindings, used, list }: Symbols): void {
  for (const [name, dim] of bindings) {
    if (isKnown(dim) || !used.has(name)) continue;
    const known = list().map(({ symbol }) => symbol);
    const strange = [...symbolsOf(dim)].find((each) => !known.includes(each));
    if (strange === undefined) continue;
    throw new NetstatError(
      'unknown-dim',
      `--dim ${name}=${print(dim)}: the model has no open dimension ${strange}; ${suggest(strange, known)}`,
    );
  }
}

function namesGiven(
  given: ReadonlyMap<string, unknown> | undefined,
  inputs: readonly { readonly name: string }[],
): ReadonlySet<string> {
  return new Set(inputs.map(({ name }) => name).filter((name) => given?.has(name) === true));
}
