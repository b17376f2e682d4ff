import { fromInteger } from '../../dim/index.js';
import type { Dim } from '../../dim/index.js';
import type { Analysis, Edge } from '../analysis.js';
import { madeNames } from './made-names.js';
import { isView, readersOf } from './readers.js';

/** The most layers between a bias and the Softmax of its scores: masks that are added in the shape of windows. */
const MAX_STEPS = 12;

/** Names of what PyTorch's newer exporter worked out: the last function that moves or looks up, and a number. */
const ofFunction = /^(?:val|index|view|reshape|permute|transpose|contiguous|clone|unsqueeze|expand)(?:_\d+)?$/u;

/**
 * Of each table of biases that an exporter looked up, the numbers that it stores beyond those that were learned.
 *
 * A window of w×w places has (2w − 1)² relative positions, with a bias each for every head
 * (https://arxiv.org/abs/2103.14030, section 3.2). PyTorch's exporter looks them up for each pair of the w² places:
 * [1, heads, w², w²], of a name that it makes up. With a token for the class there are three more numbers, for the
 * pairs with that token (https://arxiv.org/abs/2106.08254, as its authors wrote it). Its newer exporter names them by
 * the function that made them last.
 */
export function lookedUpTables(analysis: Analysis): readonly Dim[] {
  const made = madeNames(analysis, 'Add');
  const isTorch = analysis.model.producer.startsWith('pytorch');
  return analysis.parameters.flatMap(({ kind, edge }) => {
    if (kind !== 'param' || edge.stored === undefined) return [];
    const { name } = edge.stored;
    if (!made.test(name) && !(isTorch && ofFunction.test(name))) return [];
    const [one, heads, rows, columns, ...more] = edge.stored.dims.map(Number);
    if (one !== 1 || heads === undefined || rows === undefined || rows !== columns || more.length > 0) return [];
    const learned = relativePositions(rows);
    if (learned === undefined || !isAddedToScores(analysis, edge)) return [];
    return [fromInteger(BigInt(heads) * BigInt(rows * rows - learned))];
  });
}

/** How many relative positions there are among the places of a square, with or without a token for the class. */
function relativePositions(places: number): number | undefined {
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
