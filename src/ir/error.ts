/** Every failure that is the user's to mend, by name. */
export type ErrorCode =
  | 'not-found'
  | 'not-a-file'
  | 'no-permission'
  | 'unreadable'
  | 'empty-file'
  | 'not-onnx'
  | 'truncated-file'
  | 'ort-format'
  | 'git-lfs-pointer'
  | 'malformed-model'
  | 'limit-exceeded'
  | 'bad-option'
  | 'unknown-dim'
  | 'unknown-input'
  | 'shape-contradiction'
  | 'bad-config'
  | 'unknown-rule'
  | 'unknown-layer'
  | 'runtime-missing'
  | 'runtime-failed'
  | 'device-absent'
  | 'bad-profile'
  | 'cannot-write';

/**
 * A failure that the user can mend: one line that says what is wrong, where, and what to do. The program prints it and
 * ends with exit code 2.
 */
export class NetstatError extends Error {
  readonly code: ErrorCode;

  constructor(code: ErrorCode, message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = 'NetstatError';
    this.code = code;
  }
}

/** The message of whatever was thrown. */
export function messageOf(thrown: unknown): string {
  return thrown instanceof Error ? thrown.message : String(thrown);
}
