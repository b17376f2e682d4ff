/** An edge that may be a view of another. */
interface View<T> {
  readonly viewOf: T | undefined;
}

/** Views of views that are followed step by step, as nearly all are; of longer chains the root is remembered. */
const FEW = 16;

/** The value whose memory an edge shows: itself, unless it is a view. */
export function rootOf<T extends View<T>>(edge: T): T {
  let root = edge;
  for (let steps = 0; root.viewOf !== undefined; steps++) {
    if (steps === FEW) return farRootOf(root);
    root = root.viewOf;
  }
  return root;
}

const roots = new WeakMap<View<unknown>, View<unknown>>();

function farRootOf<T extends View<T>>(edge: T): T {
  const passed: T[] = [];
  let root = edge;
  while (root.viewOf !== undefined) {
    // The map has only roots that the loop below puts there, which are of the type of their edge.
    const known = roots.get(root) as T | undefined;
    if (known === undefined) passed.push(root);
    root = known ?? root.viewOf;
  }
  for (const view of passed) roots.set(view, root);
  return root;
}
