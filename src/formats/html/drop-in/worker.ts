import { messageOf, NetstatError } from '../../../ir/index.js';
import type { Model } from '../../../ir/index.js';
import { blobSource, httpSource, readModelAsync } from '../../../onnx/index.js';
import { bindReport, hasReportName, isFailed, makeReport, readReports, toSharedJson } from '../../../report/index.js';
import type { FailedModel, ModelReport, Report } from '../../../report/index.js';
import { fetchText, textLimit } from './fetch-text.js';
import type { Request, Response } from './messages.js';

/** A file that was opened: of a model its structure only, for files are read by place and weights not at all. */
type Kept =
  | { readonly kind: 'model'; readonly name: string; readonly model: Model }
  | { readonly kind: 'saved'; readonly name: string; readonly reports: readonly (Report | FailedModel)[] };

const opened = new Map<number, Kept>();

addEventListener('message', ({ data }: MessageEvent<Request>) => {
  void answer(data).then((response) => postMessage(response));
});

async function answer(request: Request): Promise<Response> {
  try {
    if (request.kind === 'bind') {
      const kept = opened.get(request.opened.id);
      if (kept === undefined) throw new NetstatError('unreadable', 'the model is not open any more: choose it again');
      return respond(request, kept, [boundReport(kept, request.opened.position, request.dims)]);
    }
    const kept = request.kind === 'open' ? await openFile(request.file) : await openAddress(request.id, request.url);
    opened.set(request.id, kept);
    return respond(
      request,
      kept,
      kept.kind === 'model' ? [boundReport(kept, 0, new Map())] : kept.reports.map((report) => toSharedJson(report)),
    );
  } catch (error) {
    return {
      id: request.id,
      kind: 'answer',
      isAnalysed: false,
      reports: [{ model: { path: nameOf(request) }, error: failureOf(error) }],
    };
  }
}

function respond({ id }: Request, { kind }: Kept, reports: readonly (ModelReport | FailedModel)[]): Response {
  return { id, kind: 'answer', reports, isAnalysed: kind === 'model' };
}

async function openFile(file: File): Promise<Kept> {
  const { name } = file;
  if (!hasReportName(name)) return { kind: 'model', name, model: await readModelAsync(blobSource(file)) };
  if (file.size > textLimit) throw new NetstatError('limit-exceeded', 'the report is too large for a page');
  return { kind: 'saved', name, reports: readReports(await file.text(), name) };
}

async function openAddress(id: number, url: string): Promise<Kept> {
  const path = url.replace(/[?#].*$/u, '');
  if (hasReportName(path)) return { kind: 'saved', name: url, reports: readReports(await fetchText(url), path) };
  const source = await httpSource(url, {
    onProgress: ({ position, size }) => postMessage({ id, kind: 'progress', position, size } satisfies Response),
  });
  return { kind: 'model', name: url, model: await readModelAsync(source) };
}

/** The report of a model with sizes bound; a saved report's formulas are evaluated. */
function boundReport(kept: Kept, position: number, dims: ReadonlyMap<string, number>): ModelReport | FailedModel {
  if (kept.kind === 'model') return toSharedJson(makeReport(kept.name, kept.model, { dims }, {}, { hasArena: true }));
  const report = kept.reports[position];
  if (report === undefined) throw new NetstatError('unreadable', 'the report is not open any more: choose it again');
  return isFailed(report) ? report : toSharedJson(bindReport(report, dims));
}

function nameOf(request: Request): string {
  switch (request.kind) {
    case 'open':
      return request.file.name;
    case 'fetch':
      return request.url;
    case 'bind':
      return opened.get(request.opened.id)?.name ?? '';
  }
}

function failureOf(error: unknown): FailedModel['error'] {
  if (error instanceof NetstatError) return { code: error.code, message: error.message };
  return {
    code: 'internal-error',
    message: `a bug in netstat: ${messageOf(error)}`,
  };
}
