import { NetstatError } from '../../ir/index.js';
import type { NumberedAnswer, NumberedRequest, PageAnswer, PageRequest } from './protocol.js';

/** Requests of the program to a page that measures, one after the other, and the page's answers. */
export interface Conversation {
  /**
   * Asks the page and waits for its answer; what was asked before is answered first.
   * @throws NetstatError when it says that it failed, takes longer than `timeLimitMs`, or the conversation has failed
   */
  ask(request: PageRequest, doing: string, timeLimitMs: number): Promise<PageAnswer>;
  /**
   * The page asks for its next task: `deliver` is called once, with nothing when the conversation is over.
   * @returns a function that ends the page's waiting
   */
  next(deliver: (request: NumberedRequest | undefined) => void): () => void;
  /** The page answers; an answer to what nobody waits for any more is left out. */
  answer(answer: NumberedAnswer): void;
  /** Ends the wait for an answer, and each that would follow, with this error, as when the browser has crashed. */
  fail(error: NetstatError): void;
  /** Forgets that it failed: the page may answer again. */
  resume(): void;
  /** Tells the page, when it asks next, that nothing follows. */
  end(): void;
}

interface Waiting {
  readonly number: number;
  readonly resolve: (answer: PageAnswer) => void;
  readonly reject: (error: NetstatError) => void;
}

/** Starts a conversation with a page that may not be there yet. */
export function startConversation(): Conversation {
  let deliver: ((request: NumberedRequest | undefined) => void) | undefined;
  let asked: NumberedRequest | undefined;
  let waiting: Waiting | undefined;
  let failure: NetstatError | undefined;
  let isOver = false;
  let count = 0;
  let before: Promise<unknown> = Promise.resolve();

  const tell = (): void => {
    if (deliver === undefined || (asked === undefined && !isOver)) return;
    const [to, request] = [deliver, asked];
    deliver = undefined;
    asked = undefined;
    to(request);
  };
  const fail = (error: NetstatError): void => {
    failure = error;
    asked = undefined;
    waiting?.reject(error);
  };
  const askNow = async (request: PageRequest, doing: string, timeLimitMs: number): Promise<PageAnswer> => {
    if (failure !== undefined) throw failure;
    const number = (count += 1);
    const late = new NetstatError(
      'runtime-failed',
      `the browser took longer than ${timeLimitMs / 1000} s to ${doing}; allow more with --time-limit`,
    );
    const timer = setTimeout(() => fail(late), timeLimitMs);
    try {
      const answer = await new Promise<PageAnswer>((resolve, reject) => {
        waiting = { number, resolve, reject };
        asked = { number, request };
        tell();
      });
      if (answer.kind !== 'failed') return answer;
      throw new NetstatError('runtime-failed', `the browser cannot ${doing}: ${oneLine(answer.message)}`);
    } finally {
      clearTimeout(timer);
      waiting = undefined;
    }
  };
  return {
    ask(request, doing, timeLimitMs) {
      const turn = before.then(() => askNow(request, doing, timeLimitMs));
      before = turn.catch(() => undefined);
      return turn;
    },
    next(to) {
      deliver = to;
      tell();
      return () => {
        if (deliver === to) deliver = undefined;
      };
    },
    answer({ number, answer }) {
      if (waiting?.number === number) waiting.resolve(answer);
    },
    fail,
    resume: () => (failure = undefined),
    end() {
      isOver = true;
      tell();
    },
  };
}

function oneLine(text: string): string {
  return text.replaceAll(/\s+/gu, ' ').trim().slice(0, 1000);
}
