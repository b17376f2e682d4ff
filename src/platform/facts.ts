import * as v from 'valibot';

/** A size. Formulas and unknown sizes do not fit, and neither do layers that have them. */
const size = v.number();
const sizes = v.array(size);

/** The kinds of layer whose cost depends on more than the bytes that they move, with the sizes that it depends on. */
const factsSchema = v.variant('kind', [
  v.object({
    kind: v.literal('convolution'),
    transposed: v.boolean(),
    batch: size,
    groups: size,
    inputChannels: size,
    outputChannels: size,
    inputSpatial: sizes,
    outputSpatial: sizes,
    kernel: sizes,
    strides: sizes,
    dilations: sizes,
  }),
  v.object({ kind: v.literal('matmul'), batch: size, m: size, n: size, k: size }),
  v.object({
    kind: v.literal('recurrent'),
    cell: v.string(),
    steps: size,
    batch: size,
    directions: size,
    gates: size,
    inputSize: size,
    hiddenSize: size,
  }),
  v.object({
    kind: v.literal('attention'),
    batch: size,
    heads: size,
    queryLength: size,
    keyLength: size,
    headSize: size,
    projections: v.boolean(),
  }),
  v.object({ kind: v.literal('pool'), function: v.string(), global: v.boolean(), kernel: sizes, strides: sizes }),
  v.object({ kind: v.literal('normalization'), function: v.string() }),
  v.object({ kind: v.literal('elementwise'), function: v.string() }),
  v.object({ kind: v.literal('softmax'), function: v.string(), length: size }),
  v.object({ kind: v.literal('reduction'), function: v.string(), axes: v.optional(sizes) }),
  v.object({ kind: v.literal('resize'), mode: v.string() }),
  v.object({
    kind: v.literal('movement'),
    function: v.string(),
    permutation: v.optional(sizes),
    axis: v.optional(v.number()),
  }),
  v.object({ kind: v.literal('quantization'), function: v.string() }),
]);

/** A layer's facts with every size a number. */
export type Facts =
  | {
      kind: 'convolution';
      transposed: boolean;
      batch: number;
      groups: number;
      inputChannels: number;
      outputChannels: number;
      inputSpatial: number[];
      outputSpatial: number[];
      kernel: number[];
      strides: number[];
      dilations: number[];
    }
  | { kind: 'matmul'; batch: number; m: number; n: number; k: number }
  | {
      kind: 'recurrent';
      cell: string;
      steps: number;
      batch: number;
      directions: number;
      gates: number;
      inputSize: number;
      hiddenSize: number;
    }
  | {
      kind: 'attention';
      batch: number;
      heads: number;
      queryLength: number;
      keyLength: number;
      headSize: number;
      projections: boolean;
    }
  | { kind: 'pool'; function: string; global: boolean; kernel: number[]; strides: number[] }
  | { kind: 'normalization'; function: string }
  | { kind: 'elementwise'; function: string }
  | { kind: 'softmax'; function: string; length: number }
  | { kind: 'reduction'; function: string; axes?: number[] | undefined }
  | { kind: 'resize'; mode: string }
  | { kind: 'movement'; function: string; permutation?: number[] | undefined; axis?: number | undefined }
  | { kind: 'quantization'; function: string };

/** A size as a number; undefined for anything else. */
export type ReadSize = (size: unknown) => number | undefined;

/**
 * The facts of a layer's `detail`, in memory or as it is published; undefined for other kinds and where a size is open.
 */
export function readFacts(detail: object | undefined | null, readSize: ReadSize): Facts | undefined {
  const plain = Object.entries(detail ?? {}).map(([key, value]: readonly [string, unknown]) => {
    if (Array.isArray(value)) return [key, value.map((each) => readSize(each))] as const;
    return [key, typeof value === 'object' || typeof value === 'bigint' ? readSize(value) : value] as const;
  });
  const parsed = v.safeParse(factsSchema, Object.fromEntries(plain));
  return parsed.success ? parsed.output : undefined;
}
