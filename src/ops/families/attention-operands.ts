import { isKnown } from '../../dim/index.js';
import type { Dim } from '../../dim/index.js';
import type { RankedTensor } from '../../ir/index.js';
import { NodeError, printShape } from '../language/node-error.js';
import { perHead } from './attention.js';
import type { AttentionSizes } from './attention.js';
import { agreed, dimension } from './shapes.js';

/** The numbers of heads, which three-dimensional operands do not show. */
export interface Heads {
  readonly q_num_heads: number | undefined;
  readonly kv_num_heads: number | undefined;
}

/**
 * The sizes of operands whose heads are packed in the last axis.
 * @throws NodeError when ranks, heads or lengths do not fit
 */
export function packedSizes(
  query: RankedTensor,
  key: RankedTensor,
  value: RankedTensor,
  { q_num_heads: heads, kv_num_heads: keyValueHeads }: Heads,
): AttentionSizes {
  requireRanks(3, [query, key, value]);
  if (heads === undefined || keyValueHeads === undefined) {
    throw new NodeError('operands of 3 axes need q_num_heads and kv_num_heads');
  }
  requireGroups(heads, keyValueHeads);
  return {
    batch: dimension(query, 0),
    heads,
    keyValueHeads,
    queryLength: dimension(query, 1),
    keyLength: agreedDim(dimension(key, 1), dimension(value, 1), 'keys', 'values'),
    headSize: agreedDim(
      perHead(dimension(query, 2), heads),
      perHead(dimension(key, 2), keyValueHeads),
      'elements of a query',
      'of a key',
    ),
    valueHeadSize: perHead(dimension(value, 2), keyValueHeads),
  };
}

/**
 * The sizes of operands with an axis of heads.
 * @throws NodeError when ranks, heads or lengths do not fit
 */
export function headedSizes(query: RankedTensor, key: RankedTensor, value: RankedTensor): AttentionSizes {
  requireRanks(4, [query, key, value]);
  const heads = dimension(query, 1);
  const keyValueHeads = agreedDim(dimension(key, 1), dimension(value, 1), 'heads of keys', 'heads of values');
  requireGroups(heads, keyValueHeads);
  return {
    batch: dimension(query, 0),
    heads,
    keyValueHeads,
    queryLength: dimension(query, 2),
    keyLength: agreedDim(dimension(key, 2), dimension(value, 2), 'keys', 'values'),
    headSize: agreedDim(dimension(query, 3), dimension(key, 3), 'elements of a query', 'of a key'),
    valueHeadSize: dimension(value, 3),
  };
}

/** @throws NodeError unless all operands have so many axes */
export function requireRanks(rank: number, operands: readonly RankedTensor[]): void {
  if (operands.some(({ shape }) => shape.length !== rank)) {
    throw new NodeError(
      `operands of ${rank} axes are wanted, not ${operands.map(({ shape }) => printShape(shape)).join(', ')}`,
    );
  }
}

function requireGroups(heads: Dim, keyValueHeads: Dim): void {
  if (!isKnown(heads) || !isKnown(keyValueHeads)) return;
  if (keyValueHeads < 1 || BigInt(heads) % BigInt(keyValueHeads) !== 0n) {
    throw new NodeError(`${heads} heads of queries do not share ${keyValueHeads} heads of keys`);
  }
}

/**
 * The size that two operands share; `what` and `other` name it in either.
 * @throws NodeError when they differ
 */
export function agreedDim(first: Dim, second: Dim, what: string, other: string): Dim {
  if (isKnown(first) && isKnown(second) && first !== second) {
    throw new NodeError(`${first} ${what} meet ${second} ${other}`);
  }
  return agreed([first, second]) ?? first;
}
