import { perInference } from '../analysis/index.js';
import type { Analysis, Layer } from '../analysis/index.js';
import { add, maximum } from '../dim/index.js';
import type { Dim } from '../dim/index.js';
import { figureNamed, ofModel, quotient } from '../figures/index.js';
import type { Figure } from '../figures/index.js';
import type { Kernel } from '../measurement/index.js';

/** A row of a table: one layer, the layers that one kernel computes, those of a module, those that are not listed, or all. Besides the total every layer stands in exactly one row. */
export interface Row {
  readonly kind: 'layer' | 'kernel' | 'module' | 'rest' | 'total';
  /** The layer's label, the module's path or what the others are; of layers and modules untrusted text, unique in a table. */
  readonly label: string;
  readonly layers: readonly Layer[];
  /** Kernels whose time counts here, in a measured report: each in one row. */
  readonly kernels?: readonly Kernel[] | undefined;
}

/** A sum over the layers of a row in one inference. */
export interface Sum {
  /** Undefined when nothing of it is known. */
  readonly value: Dim | undefined;
  /** Whether a part of it is unknown. */
  readonly partial: boolean;
}

/** A figure of a row in one inference: of what runs as often as it runs, of what is stored once. */
export function sumOf(row: Row, figure: Figure, analysis: Analysis): Sum {
  if (figure.quotientOf !== undefined) {
    const parts = figure.quotientOf.map((name) => sumOf(row, figureNamed(name), analysis));
    return {
      value: quotient(parts.map(({ value }) => value)),
      partial: parts.some(({ partial }) => partial),
    };
  }
  // Several columns ask for the sum over many layers.
  const known = sums.get(row) ?? new Map<Figure, Sum>();
  sums.set(row, known);
  const sum = known.get(figure) ?? sumOfLayers(row, figure, analysis);
  known.set(figure, sum);
  return sum;
}

const sums = new WeakMap<Row, Map<Figure, Sum>>();

function sumOfLayers({ kind, layers }: Row, figure: Figure, analysis: Analysis): Sum {
  const { ofLayer } = figure;
  if (ofLayer === undefined) return { value: undefined, partial: false };
  // What is there at a time is told of the model by the model: two layers may be alive together.
  if (kind === 'total' && ofLayer.counted === 'most') return { value: ofModel(figure, { analysis }), partial: false };
  let value: Dim | undefined = layers.length === 0 ? 0 : undefined;
  let partial = false;
  for (const layer of layers) {
    const part = ofLayer.value(layer, { analysis });
    if (part === undefined) partial = true;
    else value = combine(figure, value, ofLayer.counted === 'run' ? perInference(layer, figure.json, part) : part);
  }
  return { value, partial };
}

function combine({ unit, ofLayer }: Figure, sum: Dim | undefined, part: Dim): Dim {
  if (sum === undefined) return part;
  if (ofLayer?.counted === 'most') return maximum(sum, part);
  // Times are fractions, which the arithmetic of counts does not know.
  return unit === 'milliseconds' ? Number(sum) + Number(part) : add(sum, part);
}
