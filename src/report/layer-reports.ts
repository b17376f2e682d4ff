import { fusionOf } from '../analysis/index.js';
import type { Edge, Layer } from '../analysis/index.js';
import { symbolsOf } from '../dim/index.js';
import type { Dim } from '../dim/index.js';
import { figures, layerField, ofLayer } from '../figures/index.js';
import type { Counting, Figure, Study } from '../figures/index.js';
import type { LayerFields } from './figure-fields.js';
import { publishDims } from './publish-dims.js';
import type { LayerReport, NamedValue, RepeatReport } from './layer.js';

/** The facts that the layers of one report share. */
interface Around {
  readonly study: Study;
  /** The name and type of a value. */
  readonly valueOf: (edge: Edge) => NamedValue<Dim>;
  /** By layer, where it was measured. */
  readonly latencies: ReadonlyMap<number, NonNullable<LayerReport['latency']>>;
}

/** The layers of an analysis as reports show them. */
export function layerReports(layers: readonly Layer[], around: Around): readonly LayerReport<Dim>[] {
  // The figures among the fields are defined below, and their type is generated.
  return layers.map((layer) => new LazyLayer(layer, around) as unknown as LayerReport<Dim>);
}

/** A layer with all of its fields as data of its own, as they are published and copied. */
export function plainLayer<D>(layer: LayerReport<D>): LayerReport<D>;
export function plainLayer(layer: object): object {
  return layer instanceof LazyLayer ? layer.plain() : layer;
}

/** A figure of one run of a layer; undefined where it is unknown. */
export function oneRunOf(layer: LayerReport<Dim>, figure: Figure): Dim | undefined;
export function oneRunOf(layer: object, figure: Figure): Dim | undefined {
  // To go by the field's name takes twice as long, and the sums of a table ask every layer.
  const value = layer instanceof LazyLayer ? layer.figure(figure) : valueIn(layer, layerField(figure) ?? '');
  return value ?? undefined;
}

/** A field that holds a figure: src/report/figure-fields.ts, which is generated, has their types. */
export function valueIn(of: object, field: string): Dim | null | undefined {
  return (of as Readonly<Record<string, Dim | null | undefined>>)[field];
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

/** The fields that are no figures. */
type OtherFields = Omit<LayerReport<Dim>, keyof LayerFields<Dim> | 'repeats' | 'latency'>;

/**
 * A layer whose fields are worked out when something asks for them: a table shows seven of thirteen figures, of the
 * layers that run.
 */
class LazyLayer implements OtherFields {
  readonly #layer: Layer;
  readonly #around: Around;
  #repeats: readonly RepeatReport<Dim>[] | undefined;

  constructor(layer: Layer, around: Around) {
    this.#layer = layer;
    this.#around = around;
  }

  get index(): number {
    return this.#layer.index;
  }

  get name(): string {
    return this.#layer.node.name;
  }

  get label(): string {
    return this.#layer.label;
  }

  get op(): string {
    return this.#layer.node.opType;
  }

  get domain(): string {
    return this.#layer.node.domain;
  }

  get origin(): string {
    return this.#layer.node.origin;
  }

  get category(): Layer['category'] {
    return this.#layer.category;
  }

  get path(): readonly string[] {
    return this.#layer.path;
  }

  get scope(): readonly string[] {
    return this.#layer.scope;
  }

  get times(): Dim {
    return this.#layer.times;
  }

  get repeats(): readonly RepeatReport<Dim>[] | undefined {
    const { repeats } = this.#layer;
    if (repeats.length === 0 || !repeats.some(({ pass, open }) => pass !== undefined || open.size > 0)) {
      return undefined;
    }
    // Every sum over layers asks for them.
    if (this.#repeats === undefined) {
      const values = [...costFields, ...memoryFields].map(({ figure }) => this.figure(figure));
      this.#repeats = repeats.map((repeat) => repeatReport(repeat, values));
    }
    return this.#repeats;
  }

  get inputs(): LayerReport<Dim>['inputs'] {
    return this.#valuesOf(this.#layer.inputs);
  }

  get outputs(): LayerReport<Dim>['outputs'] {
    return this.#valuesOf(this.#layer.outputs);
  }

  get detail(): LayerReport['detail'] {
    const { detail } = this.#layer;
    return detail === undefined ? null : publishDims(detail);
  }

  get fusedInto(): number | null {
    return fusionOf(this.#around.study.analysis).fusedInto[this.#layer.index] ?? null;
  }

  get latency(): LayerReport['latency'] {
    return this.#around.latencies.get(this.#layer.index);
  }

  /** A figure of one run. */
  figure(figure: Figure): Dim | null {
    const { study } = this.#around;
    return (
      (figure.ofLayer === undefined ? ofLayer(figure, this.#layer, study) : figure.ofLayer.value(this.#layer, study)) ??
      null
    );
  }

  /** All fields in the order in which reports have always listed them: the costs, then what is there while it runs. */
  plain(): object {
    const { index, name, label, op, domain, origin, category, path, scope, times } = this;
    const { repeats, inputs, outputs, detail, fusedInto, latency } = this;
    return {
      index,
      name,
      label,
      op,
      domain,
      origin,
      category,
      path,
      scope,
      times,
      ...(repeats === undefined ? {} : { repeats }),
      inputs,
      outputs,
      detail,
      ...this.#figures(costFields),
      fusedInto,
      ...this.#figures(memoryFields),
      ...(latency === undefined ? {} : { latency }),
    };
  }

  #figures(wanted: readonly FieldFigure[]): Readonly<Record<string, Dim | null>> {
    const fields: Record<string, Dim | null> = {};
    for (const { field, figure } of wanted) fields[field] = this.figure(figure);
    return fields;
  }

  #valuesOf(edges: Layer['inputs']): LayerReport<Dim>['inputs'] {
    const { valueOf } = this.#around;
    const values: (NamedValue<Dim> | null)[] = [];
    for (const edge of edges) values.push(edge === undefined ? null : valueOf(edge));
    return values;
  }
}

for (const { field, figure } of [...costFields, ...memoryFields]) {
  Object.defineProperty(LazyLayer.prototype, field, {
    get(this: LazyLayer) {
      return this.figure(figure);
    },
  });
}

/**
 * How a body repeats; of the open sizes those that the layer's figures depend on: a body may have thousands of others.
 */
function repeatReport(
  { pass, count, open }: Layer['repeats'][number],
  values: readonly (Dim | null)[],
): RepeatReport<Dim> {
  const names = new Set<string>();
  for (const value of values) if (value !== null) symbolsOf(value, names);
  return { pass: pass ?? null, count, open: [...names].filter((name) => open.has(name)) };
}
