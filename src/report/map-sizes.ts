import { figures, layerField } from '../figures/index.js';
import { mapArena } from './arena-report.js';
import { plainLayer } from './layer-reports.js';
import type { LayerReport, NamedValue, ValueType } from './layer.js';
import type { ModelReport } from './report.js';
import type { AsTrainedReport, TotalFigures } from './totals.js';
import type { GenerationReport } from './uses.js';
import { mapWeightType } from './weight-type.js';

/** The fields of totals and of layers that hold counts: those of figures, but for quotients, which are numbers. */
const counted = figures.filter(({ quotientOf }) => quotientOf === undefined);
const totalFields = counted.map(({ json }) => json);
const layerFields = counted.flatMap((figure) => layerField(figure) ?? []);

/** The kind of a size or count in a report: a total, an axis of a value, or a part: of one layer, buffer or symbol. */
export type Place = 'total' | 'axis' | 'part';

/** Takes the layers of a report one after the other, and gives those that the report keeps. */
export type Gather<B> = (layers: Iterable<LayerReport<B>>) => readonly LayerReport<B>[];

/**
 * A report with each of its sizes and counts changed by `change`, such as printed, parsed or bound. Parts that do not
 * change are shared. Findings, the measurement and diagnostics hold none. What `isKept` refuses becomes unknown: a
 * total or a figure of a layer is null, and so is a shape with such an axis; the arena is left out. `gather` takes the
 * layers; without it the report keeps all.
 */
export function mapSizes<A, B>(
  report: ModelReport<A>,
  change: (size: A, place: Place) => B,
  isKept: (size: A, place: Place) => boolean = () => true,
  gather: Gather<B> = (layers) => [...layers],
): ModelReport<B> {
  const changed = (size: A): B => change(size, 'part');
  const total = (size: A): B | null => (isKept(size, 'total') ? change(size, 'total') : null);
  const { named, layer } = sizesOfLayers(change, isKept);
  const maybeSize = (size: A | null): B | null => (size === null ? null : changed(size));
  const { bindings, inputs, outputs, totals, layers, convention, asTrained, ...rest } = report;
  const arena = rest.arena && mapArena(rest.arena, (bytes) => (isKept(bytes, 'part') ? changed(bytes) : undefined));
  return {
    model: rest.model,
    ...(rest.variant === undefined ? {} : { variant: rest.variant }),
    ...(rest.formulas === undefined ? {} : { formulas: rest.formulas }),
    bindings: Object.fromEntries(Object.entries(bindings).map(([symbol, size]) => [symbol, changed(size)])),
    unbound: rest.unbound.map(({ atMost, ...symbol }) => ({
      ...symbol,
      ...(atMost === undefined ? {} : { atMost: changed(atMost) }),
    })),
    ...(rest.bindWith === undefined ? {} : { bindWith: rest.bindWith }),
    inputs: inputs.map(named),
    outputs: outputs.map(named),
    totals: mapTotals<A, B>(totals, total),
    ...(rest.totalsAtMost === undefined
      ? {}
      : {
          totalsAtMost: Object.fromEntries(
            Object.entries(rest.totalsAtMost).flatMap(([name, size]) => {
              const most = total(size);
              return most === null ? [] : [[name, most] as const];
            }),
          ),
        }),
    // Reports of netstat 0.1.0 have no weights.
    weights: ((rest as Partial<typeof rest>).weights ?? []).map((type) => mapWeightType(type, maybeSize)),
    ...(asTrained === undefined ? {} : { asTrained: mapAsTrained(asTrained, maybeSize) }),
    coverage: rest.coverage,
    layers: gather(mapEach(layers, layer)),
    findings: rest.findings,
    ...(rest.suppressed === undefined ? {} : { suppressed: rest.suppressed }),
    ...(convention === undefined
      ? {}
      : {
          convention: {
            ...convention,
            total: change(convention.total, 'total'),
            layers: convention.layers.map((count) => (count !== null && isKept(count, 'part') ? changed(count) : null)),
          },
        }),
    ...(rest.measurement === undefined ? {} : { measurement: rest.measurement }),
    ...(rest.mending === undefined ? {} : { mending: rest.mending }),
    ...(rest.prediction === undefined ? {} : { prediction: rest.prediction }),
    ...(rest.roofline === undefined ? {} : { roofline: rest.roofline }),
    ...(arena === undefined ? {} : { arena }),
    ...(rest.generation === undefined ? {} : { generation: mapGeneration(rest.generation, total) }),
    ...(rest.scenarios === undefined
      ? {}
      : {
          scenarios: rest.scenarios.map(({ generation, ...scenario }) => ({
            ...scenario,
            totals: mapTotals<A, B>(scenario.totals, total),
            ...(generation === undefined ? {} : { generation: mapGeneration(generation, total) }),
          })),
        }),
    ...(rest.bound === undefined ? {} : { bound: rest.bound }),
    diagnostics: rest.diagnostics,
  };
}

/**
 * Functions that change the sizes of values and of layers, as `mapSizes` does. A value is changed once, however many
 * layers read it.
 */
export function sizesOfLayers<A, B>(
  change: (size: A, place: Place) => B,
  isKept: (size: A, place: Place) => boolean = () => true,
): {
  readonly named: (value: NamedValue<A>) => NamedValue<B>;
  readonly layer: (layer: LayerReport<A>) => LayerReport<B>;
} {
  const changed = (size: A): B => change(size, 'part');
  const figure = (size: A): B | null => (isKept(size, 'part') ? changed(size) : null);
  const shape = (axes: readonly A[]): readonly B[] | null =>
    axes.every((axis) => isKept(axis, 'axis')) ? axes.map((axis) => change(axis, 'axis')) : null;
  const values = new Map<NamedValue<A>, NamedValue<B>>();
  const named = (value: NamedValue<A>): NamedValue<B> => {
    let result = values.get(value);
    if (result === undefined) {
      result = { ...mapType(value, shape), name: value.name, ...(value.declared === true ? { declared: true } : {}) };
      values.set(value, result);
    }
    return result;
  };
  const maybe = (value: NamedValue<A> | null): NamedValue<B> | null => (value === null ? null : named(value));
  return {
    named,
    layer: (each) => {
      const layer = plainLayer(each);
      return {
        ...layer,
        times: changed(layer.times),
        ...mapFields(layer as unknown as Fields<A>, layerFields, figure),
        ...(layer.repeats === undefined
          ? {}
          : { repeats: layer.repeats.map((repeat) => ({ ...repeat, count: changed(repeat.count) })) }),
        inputs: layer.inputs.map(maybe),
        outputs: layer.outputs.map(maybe),
      } as unknown as LayerReport<B>;
    },
  };
}

function* mapEach<A, B>(items: readonly A[], change: (item: A) => B): Iterable<B> {
  for (const item of items) yield change(item);
}

function mapAsTrained<A, B>(
  asTrained: AsTrainedReport<A>,
  maybeSize: (size: A | null) => B | null,
): AsTrainedReport<B> {
  const { foldedNormalizations, foldedParams, sharedTensors, sharedParams, ...more } = asTrained;
  const { lookedUpParams, frozenParams, ...rest } = more;
  return {
    foldedNormalizations,
    foldedParams: maybeSize(foldedParams),
    sharedTensors,
    sharedParams: maybeSize(sharedParams),
    ...rest,
    ...(lookedUpParams === undefined ? {} : { lookedUpParams: maybeSize(lookedUpParams) }),
    ...(frozenParams === undefined ? {} : { frozenParams: maybeSize(frozenParams) }),
  };
}

function mapTotals<A, B>(totals: TotalFigures<A>, change: (size: A) => B | null): TotalFigures<B> {
  // Each field that held an A holds a B, which TypeScript cannot follow by name; so of layers.
  return {
    ...totals,
    ...mapFields(totals as unknown as Fields<A>, totalFields, change),
  } as unknown as TotalFigures<B>;
}

function mapGeneration<A, B>(generation: GenerationReport<A>, change: (size: A) => B | null): GenerationReport<B> {
  return { ...generation, stateBytes: generation.stateBytes === null ? null : change(generation.stateBytes) };
}

/** An object of which some fields are sizes. */
type Fields<A> = Readonly<Record<string, A | null | undefined>>;

/** The fields of an object with the sizes among them changed; unknown ones stay null. */
function mapFields<A, B>(
  of: Fields<A>,
  fields: readonly string[],
  change: (size: A) => B | null,
): Readonly<Record<string, B | null>> {
  const changed: Record<string, B | null> = {};
  for (const field of fields) {
    const value = of[field];
    if (value !== undefined) changed[field] = value === null ? null : change(value);
  }
  return changed;
}

function mapType<A, B>(type: ValueType<A>, change: (axes: readonly A[]) => readonly B[] | null): ValueType<B> {
  if ('shape' in type) return { ...type, shape: type.shape === null ? null : change(type.shape) };
  return { ...type, element: type.element === null ? null : mapType(type.element, change) };
}
