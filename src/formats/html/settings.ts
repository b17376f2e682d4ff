import type { ExtraFigures } from '../models.js';

/** How the table of layers is shown at first: what the command line was told. */
export interface TableSettings {
  readonly columns?: readonly string[] | undefined;
  readonly sort?: string | undefined;
  readonly depth?: number | undefined;
  /** Whether equal modules have a row each. */
  readonly unfold?: boolean | undefined;
  readonly all: boolean;
}

/** How the models are shown side by side at first: what the command line was told. */
export interface ModelSettings {
  readonly columns?: readonly string[] | undefined;
  readonly sort?: string | undefined;
  /** Figures of the user's own. */
  readonly extra?: ExtraFigures | undefined;
}

/** Settings of the page, besides reports. */
export interface PageSettings {
  readonly netstat: string;
  readonly table: TableSettings;
  readonly models: ModelSettings;
}
