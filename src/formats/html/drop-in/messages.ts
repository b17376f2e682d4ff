import type { FailedModel, ModelReport } from '../../../report/index.js';

/** A request of the page to its worker; `id` stands in the answer. */
export type Request =
  | { readonly id: number; readonly kind: 'open'; readonly file: File }
  | { readonly id: number; readonly kind: 'fetch'; readonly url: string }
  /** A model opened before, named by the id of that request and its position among the models of the file. */
  | {
      readonly id: number;
      readonly kind: 'bind';
      readonly opened: Opened;
      readonly dims: ReadonlyMap<string, number>;
    };

/** A model that the worker keeps: one of those of a file. */
export interface Opened {
  readonly id: number;
  readonly position: number;
}

/** The reports of a file; a model has one, a saved report as many as it holds. */
export type Reports = readonly (ModelReport | FailedModel)[];

/** A message of the worker: its progress, then its answer. */
export type Response =
  | { readonly id: number; readonly kind: 'progress'; readonly position: number; readonly size: number }
  | {
      readonly id: number;
      readonly kind: 'answer';
      readonly reports: Reports;
      /** Whether they are of a model, so that rules judge them anew when sizes are bound. */
      readonly isAnalysed: boolean;
    };
