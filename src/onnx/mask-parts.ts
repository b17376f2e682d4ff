import type { Node } from '../ir/index.js';

/** Operators that make masks of ranges, comparisons and other masks. */
const makers: ReadonlySet<string> = new Set(
  (
    'Abs Add And Cast CastLike Concat ConstantOfShape Div Equal Expand Greater GreaterOrEqual Identity Less ' +
    'LessOrEqual Max Min Mul Neg Not Or Reshape Slice Squeeze Sub Transpose Trilu Unsqueeze Where Xor'
  ).split(' '),
);

/** Adds to `parts` the names of the values that masks are made of, the masks' own left out. */
export function findMaskParts(nodes: readonly Node[], masks: ReadonlySet<string>, parts: Set<string>): void {
  const producers = new Map(nodes.flatMap((node) => node.outputs.map((name) => [name, node] as const)));
  const seen = new Set<Node>();
  const open = [...masks];
  for (let name = open.pop(); name !== undefined; name = open.pop()) {
    const node = producers.get(name);
    if (node === undefined || seen.has(node) || !makers.has(node.opType)) continue;
    seen.add(node);
    for (const input of node.inputs) {
      if (input === '') continue;
      parts.add(input);
      open.push(input);
    }
  }
}
