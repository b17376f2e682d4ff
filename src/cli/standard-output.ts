import { fstatSync, writeSync } from 'node:fs';
import { messageOf, NetstatError } from '../ir/index.js';

/** Standard output, and what is known of the screen behind it. */
export interface StandardOutput {
  readonly isTerminal: boolean;
  /** Columns of the terminal; undefined where there is none, or it does not tell. */
  readonly columns: number | undefined;
  /** @throws NetstatError when the text cannot be written, and this is known at once */
  write(text: string | Uint8Array): void;
  /** Calls `done` when all has gone out, or with the reason why it has not. */
  whenWritten(done: (failure: string | undefined) => void): void;
}

const STANDARD_OUTPUT = 1;

/** Codes of writes to a pipe whose reader has gone; Windows has the second. */
const readerHasGone: ReadonlySet<unknown> = new Set(['EPIPE', 'EOF']);

/**
 * Standard output of this process; `leave` is called when whoever reads it has gone.
 *
 * Files and pipes are written without Node's stream: the stream and the network code that it loads take a twentieth of
 * a small run, and on a full disk the stream takes a part for the whole.
 */
export function openStandardOutput(leave: () => void): StandardOutput {
  const kind = kindOfOutput();
  return kind === 'direct' || (kind === 'device' && !process.stdout.isTTY)
    ? directOutput(leave)
    : streamOutput(process.stdout, leave);
}

function kindOfOutput(): 'direct' | 'device' | 'unknown' {
  try {
    const status = fstatSync(STANDARD_OUTPUT);
    if (status.isFile() || status.isFIFO() || status.isSocket()) return 'direct';
    return status.isCharacterDevice() ? 'device' : 'unknown';
  } catch {
    return 'unknown';
  }
}

function directOutput(leave: () => void): StandardOutput {
  let stream: StandardOutput | undefined;
  return {
    isTerminal: false,
    columns: undefined,
    write(text) {
      const left = stream === undefined ? writeNow(text, leave) : text;
      // A pipe that is full and does not wait: the stream knows when there is room again.
      if (left !== undefined) (stream ??= streamOutput(process.stdout, leave)).write(left);
    },
    whenWritten(done) {
      if (stream === undefined) done(undefined);
      else stream.whenWritten(done);
    },
  };
}

/** Writes a text; gives what is left of it where a pipe is full and does not wait. */
function writeNow(text: string | Uint8Array, leave: () => void): Uint8Array | undefined {
  const bytes = typeof text === 'string' ? Buffer.from(text) : text;
  let written = 0;
  try {
    while (written < bytes.length) written += writeSync(STANDARD_OUTPUT, bytes, written);
  } catch (cause) {
    const code = codeOf(cause);
    if (code === 'EAGAIN') return bytes.subarray(written);
    if (!readerHasGone.has(code)) throw new NetstatError('cannot-write', unwritten(cause), { cause });
    leave();
  }
  return undefined;
}

function streamOutput(stream: NodeJS.WriteStream, leave: () => void): StandardOutput {
  let failure: string | undefined;
  const fail = (error: Error): void => {
    if (!readerHasGone.has(codeOf(error))) failure ??= unwritten(error);
  };
  stream.on('error', (error) => {
    if (readerHasGone.has(codeOf(error))) leave();
    fail(error);
  });
  return {
    isTerminal: stream.isTTY,
    columns: stream.isTTY ? stream.columns : undefined,
    write: (text) => void stream.write(text),
    whenWritten: (done) =>
      void stream.write('', (error) => {
        if (error) fail(error);
        done(failure);
      }),
  };
}

function codeOf(error: unknown): unknown {
  return error instanceof Error && 'code' in error ? error.code : undefined;
}

function unwritten(error: unknown): string {
  return `standard output cannot be written (${messageOf(error)}); what is there is not complete`;
}
