/**
 * Where a message stands, as a field of the one around it. Files have tens of thousands, so its text is made only when
 * somebody is told of it.
 */
export interface Origin {
  /** The message around it. */
  readonly owner: string | Origin;
  readonly field: string;
  /** Its position, in a field that may come several times. */
  readonly index?: number;
}

/** An origin as text: `graph.node[12].attribute[0].t`. */
export function printOrigin({ owner, field, index }: Origin): string {
  const around = typeof owner === 'string' ? owner : printOrigin(owner);
  return index === undefined ? `${around}.${field}` : `${around}.${field}[${index}]`;
}
