import type { Edge, Layer } from '../analysis/index.js';
import type { NewNode, NewTensor, Wishes } from '../changes/index.js';
import { toNumber } from '../dim/index.js';
import { isRanked } from '../ir/index.js';
import type { Attribute } from '../ir/index.js';
import type { SpelledOut } from './spelled-out.js';

/** An operator that computes what several layers spell out. */
export interface WholeOperator {
  readonly opType: string;
  /** Attributes that it needs, such as `approximate`. */
  readonly settings?: Readonly<Record<string, string>>;
  /** The first opset that has it. */
  readonly opset: number;
  /** Whether it is over the last axes, and reads a scale. */
  readonly normalizes?: boolean;
}

/**
 * The change that puts one layer in the place of each; undefined where the model's opset lacks one of the operators.
 */
export function putTogether(
  found: readonly (SpelledOut & { readonly whole: WholeOperator })[],
  imported: number,
): Wishes | undefined {
  const nodes = new Map<number, readonly NewNode[]>();
  const tensors = new Map<string, NewTensor>();
  const gone: number[] = [];
  for (const { whole, layers, input, output } of found) {
    const { opType, settings = {}, opset, normalizes } = whole;
    const last = layers.at(-1);
    const over = normalizes === true ? lastAxes(layers, input) : [];
    const dtype = input.type.kind === 'tensor' ? input.type.dtype : undefined;
    if (last === undefined || over === undefined || dtype === undefined || imported < opset) return undefined;
    const scale = `netstat_scale_${last.index}`;
    const attributes = new Map<string, Attribute>([
      ...Object.entries(settings).map(([name, value]) => [name, { kind: 'string', value }] as const),
      ...(over.length === 0 ? [] : [['axis', { kind: 'int', value: -over.length }] as const]),
    ]);
    if (over.length > 0) tensors.set(scale, { dtype, dims: over, elements: undefined });
    const inputs = [input.name, ...(over.length > 0 ? [scale] : [])];
    nodes.set(last.index, [{ opType, domain: 'ai.onnx', inputs, outputs: [output.name], attributes }]);
    gone.push(...layers.slice(0, -1).map(({ index }) => index));
  }
  return { nodes, tensors, gone };
}

/** The lengths of the axes that a normalisation is over. */
function lastAxes(layers: readonly Layer[], { type }: Edge): readonly number[] | undefined {
  const reduced = layers.flatMap(({ detail }) => (detail?.kind === 'reduction' ? [detail.axes?.length ?? 0] : []));
  const sizes = isRanked(type) ? type.shape.slice(-(reduced[0] ?? 0)).map((dim) => toNumber(dim)) : [];
  return sizes.length > 0 && sizes.every((size) => size !== undefined) ? sizes : undefined;
}
