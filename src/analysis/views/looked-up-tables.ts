import { fromInteger } from '../../dim/index.js';
import type { Dim } from '../../dim/index.js';
import { isRanked } from '../../ir/index.js';
import type { Analysis, Edge } from '../analysis.js';
import { madeNames } from './made-names.js';
import { isView, readersOf } from './readers.js';

/** The most layers between a bias and the Softmax of its scores: masks that are added in the shape of windows. */
const MAX_STEPS = 12;

/** Names of what PyTorch's newer exporter worked out: the last function that moves or looks up, and a number. */
const ofFunction = /^(?:val|index|view|reshape|permute|transpose|contiguous|clone|unsqueeze|expand)(?:_\d+)?$/u;

/** Its name of a tensor that is no parameter of its module: one that the module worked out and kept. */
const kept = /(?:^|\.)lifted_tensor_\d+$/u;

/**
 * Of each table of biases that an exporter looked up, the numbers that it stores beyond those that were learned.
 *
 * A window of w×w places has (2w − 1)² relative positions, with a bias each for every head
 * (https://arxiv.org/abs/2103.14030, section 3.2). PyTorch's exporter looks them up for each pair of the w² places:
 * [1, heads, w², w²], of a name that it makes up, or in another order that layers at load change to that one. With a
 * token for the class there are three more numbers, for the pairs with that token (https://arxiv.org/abs/2106.08254, as
 * its authors wrote it). Its newer exporter names them by the function that made them last. LeViT adds
 * [heads, queries, keys] and learned a bias for every distance: as many as there are places of keys
 * (https://arxiv.org/abs/2104.01136, section 4.2).
 */
export function lookedUpTables(analysis: Analysis): readonly Dim[] {
  const made = madeNames(analysis, 'Add');
  const isTorch = analysis.model.producer.startsWith('pytorch');
  const isMade = (name: string): boolean => made.test(name) || (isTorch && (ofFunction.test(name) || kept.test(name)));
  return analysis.parameters.flatMap(({ kind, edge }) => {
    if (kind !== 'param' || edge.stored === undefined) return [];
    const table = movedAtLoad(analysis, edge);
    const shape = isRanked(table.type) ? table.type.shape.map(Number) : [];
    const isOfBatch = shape.length === 4 && shape[0] === 1;
    const [heads, rows, columns, ...more] = isOfBatch ? shape.slice(1) : shape;
    if (heads === undefined || rows === undefined || columns === undefined || more.length > 0) return [];
    const learned = isOfBatch ? relativePositions(rows, columns) : distances(rows, columns);
    if (learned === undefined || !isMade(edge.stored.name) || !isAddedToScores(analysis, table)) return [];
    return [fromInteger(BigInt(heads) * BigInt(rows * columns - learned))];
  });
}

/** A stored value as the layers that run read it, where nothing at load but moves it. */
function movedAtLoad({ layers }: Analysis, stored: Edge): Edge {
  let value = stored;
  for (let step = 0; step < MAX_STEPS; step++) {
    const [index, ...others] = value.consumers;
    const layer = index === undefined ? undefined : layers[index];
    const [output] = layer?.outputs ?? [];
    if (layer?.category !== 'constant' || others.length > 0 || output === undefined) return value;
    const isMove = isView(layer) || (layer.detail?.kind === 'movement' && layer.detail.function === 'transpose');
    if (!isMove || layer.inputs[0] !== value) return value;
    value = output;
  }
  return value;
}

/** How many distances keys of a square have from queries, in places across and places down, unless they are in none. */
function distances(queries: number, keys: number): number | undefined {
  return [queries, keys].every((places) => Number.isInteger(Math.sqrt(places))) && queries <= keys ? keys : undefined;
}

/** How many relative positions there are among the places of a square, with or without a token for the class. */
function relativePositions(places: number, others: number): number | undefined {
  if (places !== others) return undefined;
  for (const [token, more] of [
    [0, 0],
    [1, 3],
  ] as const) {
    const side = Math.sqrt(places - token);
    if (Number.isInteger(side) && side >= 2) return (2 * side - 1) ** 2 + more;
  }
  return undefined;
}

/**
 * Whether the only reader of a table adds it to the scores that a Softmax reads, with or without a mask added between.
 */
function isAddedToScores(analysis: Analysis, table: Edge): boolean {
  const readers = readersOf(analysis);
  let value = table;
  for (let step = 0; step < MAX_STEPS; step++) {
    const [reader, ...others] = readers.of(value);
    if (reader === undefined || others.length > 0) return false;
    const { detail, outputs } = reader;
    if (detail?.kind === 'softmax') return step > 0;
    const isAddition = detail?.kind === 'elementwise' && detail.function === 'add';
    const [output] = outputs;
    if (output === undefined || !(isAddition || (step > 0 && isView(reader)))) return false;
    value = output;
  }
  return false;
}
