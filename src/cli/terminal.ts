import { escapeLog } from '../text/index.js';
import type { Written } from '../text/index.js';
import { openStandardOutput } from './standard-output.js';

/** Where a command writes, and what is known of the reader's screen. */
export interface Terminal {
  /** Columns of standard output; Infinity where it is no terminal. */
  readonly width: number;
  /** Whether standard output shows colours. */
  readonly colour: boolean;
  /** Whether standard error is a terminal that can show progress, without standard output between. */
  readonly interactive: boolean;
  /** Whether standard error is a terminal that can show progress while nothing is printed. */
  readonly watched: boolean;
  /** Writes a part of the report to standard output. */
  print(text: Written): void;
  /** Writes a line that is no part of the report to standard error. */
  note(line: string): void;
  /** Writes the trace of a failure that is netstat's own, in several lines. */
  noteBug(trace: string): void;
}

/** Columns of a terminal that does not say how many it has. */
const USUAL_WIDTH = 80;

/** The terminal of a process. */
export interface ProcessTerminal extends Terminal {
  /**
   * Calls `done` when all that was written has gone out, or with the reason why it has not; a slow reader may keep it
   * waiting.
   */
  whenWritten(done: (failure: string | undefined) => void): void;
  /** Calls `leave` when whoever reads standard output has gone. */
  whenReaderLeaves(leave: () => void): void;
}

/** The terminal of this process. */
export function processTerminal(): ProcessTerminal {
  const { env } = process;
  // To open standard error takes 2 ms, and most runs have nothing to tell there.
  let opened = false;
  const stderr = (): NodeJS.WriteStream => {
    // Where nobody can be told, the exit code still says it.
    if (!opened) process.stderr.on('error', () => {});
    opened = true;
    return process.stderr;
  };
  let leave: (() => void) | undefined;
  const stdout = openStandardOutput(() => leave?.());
  const columns = Number(env.COLUMNS);
  return {
    width: columns > 0 ? columns : stdout.isTerminal ? stdout.columns || USUAL_WIDTH : Infinity,
    colour: wantsColour(stdout.isTerminal, env),
    get interactive() {
      return !stdout.isTerminal && this.watched;
    },
    get watched() {
      return env.TERM !== 'dumb' && stderr().isTTY;
    },
    print: (text) => stdout.write(text),
    note: (line) => void stderr().write(`netstat: ${escapeLog(line)}\n`),
    noteBug: (trace) => void stderr().write(`netstat: ${trace.split('\n').map(escapeLog).join('\n  ')}\n`),
    whenWritten: (done) =>
      stdout.whenWritten((failure) => {
        if (opened) stderr().write('', () => done(failure));
        else done(failure);
      }),
    whenReaderLeaves(then) {
      leave = then;
    },
  };
}

/**
 * FORCE_COLOR (0 for none) is heard first, then NO_COLOR (https://no-color.org), then whether there is a terminal that
 * knows colours.
 */
function wantsColour(isTerminal: boolean, env: Readonly<Record<string, string | undefined>>): boolean {
  if (env.FORCE_COLOR !== undefined && env.FORCE_COLOR !== '') {
    return env.FORCE_COLOR !== '0' && env.FORCE_COLOR !== 'false';
  }
  if (env.NO_COLOR !== undefined && env.NO_COLOR !== '') return false;
  return isTerminal && env.TERM !== 'dumb';
}
