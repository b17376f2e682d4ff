import { describe, expect, it } from 'vitest';
import { NetstatError } from '../../src/ir/index.js';
import { startConversation } from '../../src/runtimes/browser/conversation.js';
import type { NumberedRequest } from '../../src/runtimes/browser/protocol.js';

/** A page that answers nothing by itself: the requests that it got. */
function pageOf(conversation: ReturnType<typeof startConversation>): (NumberedRequest | undefined)[] {
  const got: (NumberedRequest | undefined)[] = [];
  const ask = (): void => {
    conversation.next((request) => {
      got.push(request);
      if (request !== undefined) ask();
    });
  };
  ask();
  return got;
}

const run = (id: number) => ({ kind: 'run', id, count: 1 }) as const;
const ran = (ms: number) => ({ kind: 'ran', ms: [ms] }) as const;
const turns = () => new Promise((resolve) => setImmediate(resolve));

describe('the conversation with a page that measures', () => {
  it('is one request after the other, whoever asks', async () => {
    const conversation = startConversation();
    const got = pageOf(conversation);
    const both = Promise.all([conversation.ask(run(1), 'run', 1000), conversation.ask(run(2), 'run', 1000)]);
    await turns();
    expect(got).toEqual([{ number: 1, request: run(1) }]);
    conversation.answer({ number: 1, answer: ran(1) });
    await turns();
    expect(got.slice(1)).toEqual([{ number: 2, request: run(2) }]);
    conversation.answer({ number: 2, answer: ran(2) });
    expect(await both).toEqual([ran(1), ran(2)]);
  });

  it('fails for all who wait, and who ask later, when the browser has ended', async () => {
    const conversation = startConversation();
    const all = [1, 2, 3].map((id) => conversation.ask(run(id), 'run', 60_000));
    await turns();
    conversation.fail(new NetstatError('runtime-failed', 'the browser ended'));
    expect((await Promise.allSettled(all)).map(({ status }) => status)).toEqual(['rejected', 'rejected', 'rejected']);
    await expect(conversation.ask(run(4), 'run', 60_000)).rejects.toThrow('the browser ended');
  });

  it('takes no late answer for the next one, once the page is asked again', async () => {
    const conversation = startConversation();
    const got = pageOf(conversation);
    await expect(conversation.ask(run(1), 'run the model', 1)).rejects.toThrow(
      'the browser took longer than 0.001 s to run the model; allow more with --time-limit',
    );
    await expect(conversation.ask(run(2), 'run the model', 1000)).rejects.toThrow('took longer');
    conversation.resume();
    const answer = conversation.ask({ kind: 'renew' }, 'begin anew', 1000);
    await turns();
    expect(got.at(-1)).toEqual({ number: 2, request: { kind: 'renew' } });
    conversation.answer({ number: 1, answer: ran(1) });
    conversation.answer({ number: 2, answer: { kind: 'renewed' } });
    expect(await answer).toEqual({ kind: 'renewed' });
  });

  it('ends when the page asks after its end', () => {
    const conversation = startConversation();
    conversation.end();
    expect(pageOf(conversation)).toEqual([undefined]);
  });
});
