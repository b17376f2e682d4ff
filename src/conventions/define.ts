import { isRunning } from '../analysis/index.js';
import type { Analysis, Edge, Layer } from '../analysis/index.js';
import { multiply, product, sum, unlessTooLarge } from '../dim/index.js';
import type { Dim } from '../dim/index.js';
import { isFloat } from '../ir/index.js';
import type { Shape } from '../ir/index.js';
import { evaluateFormula, parseFormula } from '../ops/index.js';
import type { Detail, Formula, Terms } from '../ops/index.js';

/**
 * How another tool counts. Its table gives a formula by operator; of an operator that it does not list it counts
 * nothing.
 *
 * Names in formulas: `X`, `X2` and `Y` are the elements of the first and second input and of the output, `N` the batch,
 * the first axis of the output; `MA` our multiply-adds; `P` the elements of the constants of floating type that the
 * layer reads, `affineParams` those of a normalisation's weights; `bias` and `affine` are 1 where it has such a part,
 * `stored` where it reads a constant at all (a linear layer), `embedding` where it looks up rows of a table, else 0;
 * `operands` the number of inputs, `listed` that of names, empty ones included; `n` the length that a Softmax or
 * normalisation works along. A convolution has `K`, `Cin`, `Cout`, `g`, `in` and `out` (kernel, channels, groups,
 * positions of input and output), a pooling `K`, a product `rows`, `columns` and `depth`, a recurrent layer `T`, `B`,
 * `D`, `H`, `I` (steps, batch, directions, hidden and input size).
 */
export interface Convention {
  readonly name: string;
  /** The tool's name for the number. */
  readonly unit: string;
  /** One sentence: what the number really is. */
  readonly summary: string;
  /** The tool's version that was read. */
  readonly version: string;
  readonly formulas: Readonly<Record<string, string>>;
}

/** Declares a convention. */
export function defineConvention(convention: Convention): Convention {
  return convention;
}

/** A model's count by a convention. */
export interface ConventionCount {
  readonly name: string;
  readonly unit: string;
  readonly total: Dim;
  /** By layer, as often as it runs; undefined where a size is unknown. */
  readonly layers: readonly (Dim | undefined)[];
}

/** Counts a model as another tool would. */
export function countBy({ name, unit, formulas }: Convention, { layers }: Analysis): ConventionCount {
  const table = new Map(
    Object.entries(formulas).flatMap(([operators, text]) =>
      operators.split(' ').map((operator) => [operator, parseFormula(text)] as const),
    ),
  );
  const counts = layers.map((layer): Dim | undefined => {
    const formula = isRunning(layer) ? formulaOf(table, layer) : undefined;
    if (formula === undefined) return 0;
    return countLayer(formula, layer);
  });
  return { name, unit, total: sum(counts.map((count) => count ?? 0)), layers: counts };
}

function countLayer(formula: Formula, layer: Layer): Dim | undefined {
  return unlessTooLarge(() => {
    const count = evaluateFormula(formula, termsOf(layer));
    return count === undefined ? undefined : multiply(layer.times, count);
  });
}

function formulaOf(table: ReadonlyMap<string, Formula>, { node }: Layer): Formula | undefined {
  return table.get(node.domain === 'ai.onnx' ? node.opType : `${node.domain}.${node.opType}`);
}

/** The names that an operator's detail gives; for a layer without one, as a Conv of unknown rank, it is unknown. */
const unknownDetail = {
  K: undefined,
  Cin: undefined,
  Cout: undefined,
  g: undefined,
  in: undefined,
  out: undefined,
  rows: undefined,
  columns: undefined,
  depth: undefined,
  T: undefined,
  B: undefined,
  D: undefined,
  H: undefined,
  I: undefined,
} as const satisfies Terms;

/** The values of the names in a convention's formulas, for a layer. */
function termsOf(layer: Layer): Terms {
  const { inputs, outputs, detail, macs, operator } = layer;
  const shape = shapeOf(outputs[0]);
  return {
    X: inputs[0]?.elements,
    Y: outputs[0]?.elements,
    N: shape?.length === 0 ? 1 : shape?.[0],
    P: total(inputs.filter((edge) => edge?.provenance === 'constant' && isFloatTensor(edge))),
    affineParams: total(inputs.filter((_, position) => operator?.roleOf(position) === 'weight')),
    MA: macs,
    bias: detail !== undefined && 'bias' in detail && detail.bias ? 1 : 0,
    affine: detail?.kind === 'normalization' && detail.affine ? 1 : 0,
    stored: inputs.some((edge) => edge?.provenance === 'constant') ? 1 : 0,
    embedding: detail?.kind === 'embedding' ? 1 : 0,
    operands: inputs.length,
    listed: layer.node.inputs.length,
    n: detail?.kind === 'softmax' ? detail.length : shapeOf(inputs[0])?.at(-1),
    X2: inputs[1]?.elements,
    ...unknownDetail,
    ...kindTerms(detail),
  };
}

function kindTerms(detail: Detail | undefined): Terms {
  switch (detail?.kind) {
    case 'convolution':
      return {
        K: product(detail.kernel),
        Cin: detail.inputChannels,
        Cout: detail.outputChannels,
        g: detail.groups,
        in: product(detail.inputSpatial),
        out: product(detail.outputSpatial),
      };
    case 'pool':
      return { K: product(detail.kernel) };
    case 'matmul':
      return { rows: detail.m, columns: detail.n, depth: detail.k };
    case 'recurrent':
      return { T: detail.steps, B: detail.batch, D: detail.directions, H: detail.hiddenSize, I: detail.inputSize };
    default:
      return {};
  }
}

function total(edges: readonly (Edge | undefined)[]): Dim | undefined {
  const counts = edges.map((edge) => (edge === undefined ? 0 : edge.elements));
  return counts.every((count) => count !== undefined) ? sum(counts) : undefined;
}

function isFloatTensor({ type }: Edge): boolean {
  return type.kind === 'tensor' && type.dtype !== undefined && isFloat(type.dtype);
}

function shapeOf(edge: Edge | undefined): Shape | undefined {
  return edge?.type.kind === 'tensor' ? edge.type.shape : undefined;
}
