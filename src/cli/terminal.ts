import { hideControls } from '../formats/index.js';

/** Where a command writes, and what is known of the reader's screen. */
export interface Terminal {
  /** Columns of standard output; Infinity where it is no terminal. */
  readonly width: number;
  /** Whether standard output shows colours. */
  readonly colour: boolean;
  /** Whether standard error is a terminal that can show progress, without standard output between. */
  readonly interactive: boolean;
  /** Writes a part of the report to standard output. */
  print(text: string): void;
  /** Writes a line that is no part of the report to standard error. */
  note(line: string): void;
}

/** The terminal of a process. */
export interface ProcessTerminal extends Terminal {
  /** Calls `done` when all that was written has gone out; a slow reader may keep it waiting. */
  whenWritten(done: () => void): void;
}

/** The terminal of this process. */
export function processTerminal(): ProcessTerminal {
  const { stdout, env } = process;
  // To open standard error takes 2 ms, and most runs have nothing to tell there.
  let opened = false;
  const stderr = (): NodeJS.WriteStream => {
    opened = true;
    return process.stderr;
  };
  const columns = Number(env.COLUMNS);
  return {
    width: columns > 0 ? columns : stdout.isTTY ? stdout.columns : Infinity,
    colour: wantsColour(stdout.isTTY, env),
    get interactive() {
      return !stdout.isTTY && env.TERM !== 'dumb' && stderr().isTTY;
    },
    print: (text) => void stdout.write(text),
    note: (line) => void stderr().write(`netstat: ${hideControls(line)}\n`),
    whenWritten: (done) => void stdout.write('', () => (opened ? stderr().write('', done) : done())),
  };
}

/** FORCE_COLOR (0 for none) is heard first, then NO_COLOR (https://no-color.org), then whether there is a terminal that knows colours. */
export function wantsColour(isTerminal: boolean, env: Readonly<Record<string, string | undefined>>): boolean {
  if (env.FORCE_COLOR !== undefined && env.FORCE_COLOR !== '') {
    return env.FORCE_COLOR !== '0' && env.FORCE_COLOR !== 'false';
  }
  if (env.NO_COLOR !== undefined && env.NO_COLOR !== '') return false;
  return isTerminal && env.TERM !== 'dumb';
}
