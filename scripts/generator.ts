/** One generated file: what a file of scripts/generate/ exports by default, alone or in an array. */
export interface Generator {
  /** Where the file lies, from the root of the repository. */
  readonly path: string;
  /** Its text without the heading, or `undefined` while that of which it is made does not exist. */
  generate(): Promise<string | undefined>;
}
