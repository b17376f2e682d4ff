/** The value whose memory an edge shows: itself, unless it is a view. */
export function rootOf<T extends { readonly viewOf: T | undefined }>(edge: T): T {
  let root = edge;
  while (root.viewOf !== undefined) root = root.viewOf;
  return root;
}
