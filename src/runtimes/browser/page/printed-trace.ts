/** The events of profiles, which onnxruntime-web prints to the console. */
export interface PrintedTrace {
  /** Gives what was printed so far, one event a line, and begins anew. */
  take(): Promise<string>;
}

/** How long the last lines of a trace may take to be printed, in milliseconds. */
const PRINTING_MS = 100;

const lines: string[] = [];
let isCatching = false;

/** Keeps the events that onnxruntime prints from now on; everything else is printed as before. */
export function printedTrace(): PrintedTrace {
  if (!isCatching) {
    isCatching = true;
    for (const level of ['log', 'info', 'warn', 'error', 'debug'] as const) {
      const print = console[level].bind(console);
      console[level] = (...parts: unknown[]) => {
        const text = parts.map(String).join(' ');
        if (text.includes('"cat"')) lines.push(text);
        // The list that the events stand in begins and ends on lines of its own.
        else if (text !== '[' && text !== ']') print(...parts);
      };
    }
  }
  return {
    async take() {
      await new Promise((resolve) => {
        setTimeout(resolve, PRINTING_MS);
      });
      return lines.splice(0).join('\n');
    },
  };
}
