/** How the table of layers is shown at first: what the command line was told. */
export interface TableSettings {
  readonly columns?: readonly string[] | undefined;
  readonly sort?: string | undefined;
  readonly depth?: number | undefined;
  readonly all: boolean;
}

/** What the page is told besides reports. */
export interface PageSettings {
  readonly netstat: string;
  readonly table: TableSettings;
}
