import { isKnown } from '../../dim/index.js';
import type { Shape } from '../../ir/index.js';

/** One node that breaks its operator's specification. It costs that node its figures; the rest of the report stands. */
export class NodeError extends Error {
  constructor(message: string) {
    super(message);
    this.name = 'NodeError';
  }
}

/** Sizes of a node's inputs that should be equal and are not. */
export class SizesDiffer extends NodeError {}

/** A shape as the message of such an error writes it: `[2, N, 64]`. */
export function printShape(shape: Shape): string {
  return `[${shape.map((dim) => (isKnown(dim) ? String(dim) : dim.key)).join(', ')}]`;
}
