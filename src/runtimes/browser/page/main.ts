// Runs in a browser: takes requests from the server that it came from, runs the model on onnxruntime-web, and answers.

import type { NumberedAnswer, NumberedRequest, PageAnswer, PageInput, PageRequest, PageSession } from '../protocol.js';
import { openSession, tensorOf } from './onnxruntime-session.js';
import type { OnnxRuntime, OpenedSession } from './onnxruntime-session.js';
import { messageOf } from '../../../ir/index.js';

const sessions = new Map<number, OpenedSession>();

void serve();

async function serve(): Promise<void> {
  for (;;) {
    const asked = await fetch('next', { cache: 'no-store' }).catch(() => undefined);
    // The program has what it wanted, or has ended.
    if (asked === undefined || asked.status === 410) break;
    if (asked.status === 204) continue;
    const { number, request } = (await asked.json()) as NumberedRequest;
    const answer = await answerTo(request).catch((error: unknown): PageAnswer => ({
      kind: 'failed',
      message: messageOf(error),
    }));
    await fetch('answer', { method: 'POST', body: JSON.stringify({ number, answer } satisfies NumberedAnswer) });
    if (request.kind !== 'renew') continue;
    location.reload();
    return;
  }
  document.title = 'netstat: done';
  document.body.textContent = 'netstat has measured. This page can be closed.';
}

async function answerTo(request: PageRequest): Promise<PageAnswer> {
  switch (request.kind) {
    case 'open':
      return open(request.id, request.session);
    case 'run':
      return { kind: 'ran', ms: await sessionOf(request.id).run(request.count) };
    case 'close': {
      const session = sessions.get(request.id);
      sessions.delete(request.id);
      return { kind: 'closed', trace: (await session?.close()) ?? '' };
    }
    case 'renew':
      return { kind: 'renewed' };
  }
}

async function open(id: number, asked: PageSession): Promise<PageAnswer> {
  const runtime = (await import(new URL(asked.runtime, location.href).href)) as OnnxRuntime;
  const [model, weights, inputs] = await Promise.all([
    fetchBytes(asked.model),
    Promise.all(
      asked.weights.map(async (one) => ({
        path: one.path,
        data: 'zeros' in one ? new Uint8Array(one.zeros) : await fetchBytes(one.address),
      })),
    ),
    Promise.all(asked.inputs.map(async (input) => [input.name, await fetchTensor(runtime, input)] as const)),
  ]);
  const session = await openSession(runtime, { ...asked, model, weights, feeds: Object.fromEntries(inputs) });
  sessions.set(id, session);
  const { version, adapter, threads, clockMs } = session;
  return { kind: 'opened', version, adapter, threads, clockMs };
}

function sessionOf(id: number): OpenedSession {
  const session = sessions.get(id);
  if (session === undefined) throw new Error('no model is open');
  return session;
}

async function fetchTensor(runtime: OnnxRuntime, input: PageInput): Promise<unknown> {
  const { data } = input;
  return tensorOf(runtime, input, 'texts' in data ? data.texts : await fetchBytes(data.address));
}

async function fetchBytes(address: string): Promise<Uint8Array> {
  const response = await fetch(address);
  if (!response.ok) throw new Error(`${address} cannot be fetched (${response.status})`);
  return new Uint8Array(await response.arrayBuffer());
}
