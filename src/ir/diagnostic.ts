/** The kind of trouble that a diagnostic tells of; reports aggregate by it. */
export type DiagnosticCode =
  | 'missing-opset'
  | 'malformed-file'
  | 'malformed-node'
  | 'unknown-op'
  | 'unknown-cost'
  | 'undefined-input'
  | 'duplicate-name'
  | 'cycle'
  | 'contradicted-declaration'
  | 'unused-declaration'
  | 'baked-size'
  | 'fixed-export'
  | 'branch-assumed'
  | 'size-assumed'
  | 'value-open'
  | 'loop-not-settled'
  | 'trips-unknown'
  | 'expression-too-large'
  | 'limit-reached'
  | 'recursive-function'
  | 'internal-error';

/** Something the report's reader should know about one place in the model; the rest of the report stands. */
export interface Diagnostic {
  readonly code: DiagnosticCode;
  readonly severity: 'info' | 'warning';
  /** One sentence. Names in it are untrusted text. */
  readonly message: string;
  /** The place in the file, such as `graph.node[12]`. */
  readonly origin?: string | undefined;
}
