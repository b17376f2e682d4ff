import { expandFormulas } from '../../../report/index.js';
import type { FailedModel, ModelReport } from '../../../report/index.js';
import type { Opened, Reports, Request, Response } from './messages.js';

/** The worker's script, put here by the build (scripts/build/site.ts). */
declare const WORKER_SCRIPT: string;

/** Told how far a file is read, in bytes. */
export type ShowReading = (position: number, size: number) => void;

/** A model that was opened. */
export interface OpenedModel {
  /** The name by which it is asked for again. */
  readonly opened: Opened;
  readonly report: ModelReport | FailedModel;
  /** Whether rules judge it anew when sizes are bound: they do not judge saved reports. */
  readonly isAnalysed: boolean;
  /** The model's file, where the page has it. */
  readonly file: File | undefined;
}

/** Reads and analyses models, beside the page. */
export interface Analyst {
  /** The models of a file: a model, or a saved report, which may hold several. */
  open(file: File): Promise<readonly OpenedModel[]>;
  /** The models of a file at an address. */
  fetch(url: string, onProgress: ShowReading): Promise<readonly OpenedModel[]>;
  /** The report of a model with dimensions bound. */
  bind(opened: Opened, dims: ReadonlyMap<string, number>): Promise<ModelReport | FailedModel>;
}

interface Answer {
  readonly reports: Reports;
  readonly isAnalysed: boolean;
}

interface Waiting {
  readonly name: string;
  readonly settle: (answer: Answer) => void;
  readonly onProgress: ShowReading | undefined;
}

/** Starts a worker. Its script is in the page, for a page opened from disk may load no other file. */
export function startAnalyst(): Analyst {
  const worker = new Worker(URL.createObjectURL(new Blob([WORKER_SCRIPT], { type: 'text/javascript' })));
  const waiting = new Map<number, Waiting>();
  let last = 0;
  worker.addEventListener('message', ({ data }: MessageEvent<Response>) => {
    if (data.kind === 'progress') {
      waiting.get(data.id)?.onProgress?.(data.position, data.size);
      return;
    }
    const { isAnalysed } = data;
    const reports = data.reports.map((report) => expandFormulas(report));
    waiting.get(data.id)?.settle({ reports, isAnalysed });
    waiting.delete(data.id);
  });
  worker.addEventListener('error', ({ message }) => {
    for (const { name, settle } of waiting.values()) settle(stopped(name, message));
    waiting.clear();
  });
  const ask = (name: string, request: Request, onProgress?: ShowReading): Promise<Answer> =>
    new Promise((settle) => {
      waiting.set(request.id, { name, settle, onProgress });
      worker.postMessage(request);
    });
  const openedOf = (id: number, { reports, isAnalysed }: Answer, file?: File): readonly OpenedModel[] =>
    reports.map((report, position) => ({
      opened: { id, position },
      report,
      isAnalysed,
      file: isAnalysed ? file : undefined,
    }));
  return {
    async open(file) {
      const id = ++last;
      return openedOf(id, await ask(file.name, { id, kind: 'open', file }), file);
    },
    async fetch(url, onProgress) {
      const id = ++last;
      return openedOf(id, await ask(url, { id, kind: 'fetch', url }, onProgress));
    },
    async bind(opened, dims) {
      const { reports } = await ask('', { id: ++last, kind: 'bind', opened, dims });
      return reports[0] ?? failure('', 'the analysis gave nothing');
    },
  };
}

function stopped(name: string, message: string): Answer {
  return { reports: [failure(name, `the analysis stopped: ${message}`)], isAnalysed: false };
}

function failure(path: string, message: string): FailedModel {
  return { model: { path }, error: { code: 'internal-error', message } };
}
