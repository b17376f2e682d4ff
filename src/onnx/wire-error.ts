/**
 * Bytes that cannot be read as they should, or that go over a limit. The model reader turns it into a NetstatError that
 * names the place.
 */
export class WireError extends Error {
  readonly kind: 'truncated' | 'malformed' | 'limit';
  /** Position in the file. */
  readonly position: number;

  constructor(kind: WireError['kind'], position: number, message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = 'WireError';
    this.kind = kind;
    this.position = position;
  }
}
