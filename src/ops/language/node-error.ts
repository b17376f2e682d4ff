/** One node that breaks its operator's specification. It costs that node its figures; the rest of the report stands. */
export class NodeError extends Error {
  constructor(message: string) {
    super(message);
    this.name = 'NodeError';
  }
}

/** Sizes of a node's inputs that should be equal and are not. */
export class SizesDiffer extends NodeError {}
