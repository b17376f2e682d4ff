/** The script of the page that measures. The build puts it in this module's place (scripts/build/measuring-page.ts). */
export const pageScript: string | undefined = undefined as string | undefined;
