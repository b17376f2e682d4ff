import type { FailedModel, ModelReport } from '../../../report/index.js';
import type { Request, Response } from './messages.js';

/** The worker's script, put here by the build (scripts/build/site.ts). */
declare const WORKER_SCRIPT: string;

/** Reads and analyses models, beside the page. */
export interface Analyst {
  /** The report of a file, and the number by which the model is asked for again. */
  open(file: File): Promise<{ readonly opened: number; readonly report: ModelReport | FailedModel }>;
  /** The report of a model with dimensions bound. */
  bind(opened: number, dims: ReadonlyMap<string, number>): Promise<ModelReport | FailedModel>;
}

/** Starts a worker. Its script is in the page, for a page opened from disk may load no other file. */
export function startAnalyst(): Analyst {
  const worker = new Worker(URL.createObjectURL(new Blob([WORKER_SCRIPT], { type: 'text/javascript' })));
  const waiting = new Map<
    number,
    { readonly name: string; readonly settle: (report: ModelReport | FailedModel) => void }
  >();
  let last = 0;
  worker.addEventListener('message', ({ data: { id, report } }: MessageEvent<Response>) => {
    waiting.get(id)?.settle(report);
    waiting.delete(id);
  });
  worker.addEventListener('error', ({ message }) => {
    for (const { name, settle } of waiting.values()) {
      settle({ model: { path: name }, error: { code: 'internal-error', message: `the analysis stopped: ${message}` } });
    }
    waiting.clear();
  });
  const ask = (name: string, request: Request): Promise<ModelReport | FailedModel> =>
    new Promise((settle) => {
      waiting.set(request.id, { name, settle });
      worker.postMessage(request);
    });
  return {
    async open(file) {
      const id = ++last;
      return { opened: id, report: await ask(file.name, { id, kind: 'open', file }) };
    },
    bind: (opened, dims) => ask('', { id: ++last, kind: 'bind', opened, dims }),
  };
}
