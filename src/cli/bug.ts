/** The text about a failure that is netstat's own. */
export function describeBug(error: unknown): string {
  return `a bug in netstat: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}`;
}
