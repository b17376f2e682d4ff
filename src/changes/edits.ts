import { bitsOf } from '../ir/index.js';
import type { Attribute, DType, Model, Node, StoredTensor } from '../ir/index.js';

/** A stored tensor of a changed model. */
export interface NewTensor {
  readonly dtype: DType;
  readonly dims: readonly number[];
  /** Undefined for a weight, whose elements are zeros. */
  readonly elements: readonly number[] | undefined;
}

/** A node of a changed model. */
export type NewNode = Pick<Node, 'opType' | 'domain' | 'inputs' | 'outputs' | 'attributes'>;

/** The changes to the main graph of a model's file. */
export interface Edits {
  /** Initializers that are new, by name. */
  readonly added: ReadonlyMap<string, NewTensor>;
  /** Names of initializers that are left out. */
  readonly dropped: ReadonlySet<string>;
  /** Names that nodes read at some positions in place of others, by the node's origin. */
  readonly inputs: ReadonlyMap<string, ReadonlyMap<number, string>>;
  /** Attributes of nodes, by the node's origin. */
  readonly attributes: ReadonlyMap<string, ReadonlyMap<string, number | readonly number[]>>;
  /** Origins of nodes that are left out. */
  readonly removed: ReadonlySet<string>;
  /** Nodes in place of another, by its origin. */
  readonly nodes: ReadonlyMap<string, readonly NewNode[]>;
}

/** No change. */
export const noEdits: Edits = {
  added: new Map(),
  dropped: new Set(),
  inputs: new Map(),
  attributes: new Map(),
  removed: new Set(),
  nodes: new Map(),
};

/**
 * The file in which the changed model says its weights are; it need not exist. No other program writes weights into a
 * file of that name.
 */
export const WEIGHTS_FILE = 'netstat-zeros.bin';

/**
 * The model with some changes made, as if its file had them. What the file says of values inside, which may not be true
 * any more, is left out.
 */
export function applyEdits(model: Model, { added, dropped, inputs, attributes, removed, nodes }: Edits): Model {
  const { graph } = model;
  return {
    ...model,
    graph: {
      ...graph,
      valueInfo: new Map(),
      initializers: [
        ...graph.initializers.filter(({ name }) => !dropped.has(name)),
        ...[...added].map(([name, tensor], index) => storedTensor(name, tensor, graph.initializers.length + index)),
      ],
      nodes: graph.nodes.flatMap((node): readonly Node[] => {
        if (removed.has(node.origin)) return [];
        const others = nodes.get(node.origin);
        if (others !== undefined) {
          return others.map((other, index) => ({ ...node, ...other, origin: placeOf(node, index) }));
        }
        const read = inputs.get(node.origin);
        const settings = attributes.get(node.origin);
        if (read === undefined && settings === undefined) return [node];
        return [
          {
            ...node,
            inputs: node.inputs.map((name, position) => read?.get(position) ?? name),
            attributes: new Map([...node.attributes, ...[...(settings ?? [])].map(attributeOf)]),
          },
        ];
      }),
    },
  };
}

/** The origin of a node that stands in the place of another. */
export function placeOf({ origin }: Pick<Node, 'origin'>, index: number): string {
  return `${origin}+${index}`;
}

function attributeOf([name, value]: readonly [string, number | readonly number[]]): readonly [string, Attribute] {
  return [name, typeof value === 'number' ? { kind: 'int', value } : { kind: 'ints', value }];
}

/** The bytes that a tensor's data takes. */
export function bytesOf({ dtype, dims }: NewTensor): number {
  const count = dims.reduce((product, dim) => product * dim, 1);
  return Math.ceil((count * (bitsOf(dtype) ?? 0)) / 8);
}

function storedTensor(name: string, tensor: NewTensor, index: number): StoredTensor {
  const bytes = bytesOf(tensor);
  return {
    ...tensor,
    name,
    bytes,
    location:
      tensor.elements === undefined
        ? { kind: 'external', path: WEIGHTS_FILE, offset: 0, length: bytes }
        : { kind: 'typed' },
    origin: { owner: 'graph', field: 'initializer', index },
  };
}
