/** A page's parts: what runs in it, how it looks, and the hashes that its content security policy names them by. */
export interface PageBundle {
  readonly script: string;
  readonly scriptHash: string;
  readonly style: string;
  readonly styleHash: string;
  /** By rule what its page explains, as HTML. */
  readonly rulePages: Readonly<Record<string, string>>;
}

/**
 * The page's parts. The build puts this module's place (scripts/build/page.ts); undefined in a program that was not
 * built.
 */
export const pageBundle: PageBundle | undefined = undefined as PageBundle | undefined;
