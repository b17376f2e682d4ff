import type { FailedModel, ModelReport } from '../../../report/index.js';

/** What the page asks of its worker; `id` stands in the answer. */
export type Request =
  | { readonly id: number; readonly kind: 'open'; readonly file: File }
  /** Of a model opened before, named by the id of that request. */
  | { readonly id: number; readonly kind: 'bind'; readonly opened: number; readonly dims: ReadonlyMap<string, number> };

/** The worker's answer. */
export interface Response {
  readonly id: number;
  readonly report: ModelReport | FailedModel;
}
