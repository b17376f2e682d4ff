import { fork } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { closeSync, openSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { NetstatError } from '../../ir/index.js';
import { atExit } from '../at-exit.js';
import { lastSaid } from '../last-said.js';
import type { Answer, Request } from './child-protocol.js';

/** The most of what native code writes to standard error that is kept for the message when it crashes. */
const KEPT_ERROR = 4096;

/** The longest that a timer of Node waits; a longer one would end at once. */
const LONGEST_TIMER = 2 ** 31 - 1;

/** Nothing that is measured here is told to anybody: newer versions of onnxruntime report their use otherwise. */
const silence = { ORT_DISABLE_TELEMETRY: '1' };

/** A process that runs a model. */
export interface ModelProcess {
  /**
   * Asks it something and waits for the answer.
   * @throws NetstatError when it fails, crashes or takes longer than `timeLimitMs`; it is ended in the last two cases
   */
  ask(request: Request, doing: string, timeLimitMs: number): Promise<Answer>;
  /** Ends it, whatever it does. */
  end(): void;
}

/**
 * Starts the process that runs models. What native code keeps for itself goes to the temporary folder; `unmark` gives
 * nodes in its messages their own names. Its standard output goes to the file `printedTo`, if given: WebAssembly that
 * writes to a pipe whose reader is slow gets EAGAIN and then waits for ever on the lock of its output.
 */
export function startModelProcess(
  temporaryFolder: string,
  unmark: (text: string) => string,
  printedTo?: string,
): ModelProcess {
  // A test that runs the source starts the built process: to translate TypeScript takes it ten times as long to start.
  const fromSource = import.meta.url.endsWith('.ts');
  const file = fileURLToPath(new URL(fromSource ? '../../../dist/child.js' : './child.js', import.meta.url));
  const output = printedTo === undefined ? undefined : openSync(printedTo, 'w');
  const child = fork(file, [], {
    serialization: 'advanced',
    stdio: ['ignore', output ?? 'ignore', 'pipe', 'ipc'],
    env: { ...process.env, ...silence, TMPDIR: temporaryFolder, TEMP: temporaryFolder, TMP: temporaryFolder },
    execArgv: [],
  });
  if (output !== undefined) closeSync(output);
  const end = (): void => void child.kill('SIGKILL');
  child.once('exit', atExit(end));
  let said = '';
  child.stderr?.setEncoding('utf8').on('data', (text: string) => (said = (said + text).slice(-KEPT_ERROR)));
  return {
    ask: async (request, doing, timeLimitMs) => {
      const answer = await answerOf(child, request, { doing, timeLimitMs, said: () => said });
      if (answer.kind === 'failed') {
        throw new NetstatError(
          answer.code,
          answer.code === 'runtime-failed'
            ? `onnxruntime cannot ${doing}: ${unmark(oneLine(answer.message))}`
            : answer.message,
        );
      }
      return answer;
    },
    end,
  };
}

interface Waiting {
  readonly doing: string;
  readonly timeLimitMs: number;
  readonly said: () => string;
}

function answerOf(child: ChildProcess, request: Request, { doing, timeLimitMs, said }: Waiting): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const settle = (): void => {
      clearTimeout(timer);
      child.removeListener('message', onMessage).removeListener('close', onClose).removeListener('error', onError);
    };
    const fail = (message: string): void => {
      settle();
      child.kill('SIGKILL');
      reject(new NetstatError('runtime-failed', message));
    };
    const onMessage = (answer: Answer): void => {
      settle();
      resolve(answer);
    };
    const onClose = (code: number | null, signal: NodeJS.Signals | null): void => {
      const last = lastSaid(said());
      fail(
        `onnxruntime crashed (${signal ?? `exit code ${code}`}) when it was to ` +
          `${doing}${last === '' ? '' : `: ${last}`}`,
      );
    };
    const onError = (error: Error): void => fail(`the process for onnxruntime could not ${doing}: ${error.message}`);
    const timer = setTimeout(
      () =>
        fail(
          `onnxruntime took longer than ${timeLimitMs / 1000} s to ${doing} and was ended; allow more ` +
            'with --time-limit',
        ),
      Math.min(timeLimitMs, LONGEST_TIMER),
    );
    child.on('message', onMessage).on('close', onClose).on('error', onError);
    if (child.exitCode !== null || child.signalCode !== null) onClose(child.exitCode, child.signalCode);
    else child.send(request, (error) => error !== null && child.connected && onError(error));
  });
}

/** Native messages come in several lines, with colours. */
function oneLine(text: string): string {
  return text
    .replaceAll(/\u001B\[[\d;]*m/gu, '')
    .replaceAll(/\s+/gu, ' ')
    .trim();
}
