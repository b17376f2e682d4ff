import { NetstatError } from '../../../ir/index.js';
import type { Model } from '../../../ir/index.js';
import { blobSource, readModelAsync } from '../../../onnx/index.js';
import { makeReport, toJson } from '../../../report/index.js';
import type { FailedModel, ModelReport } from '../../../report/index.js';
import type { Request, Response } from './messages.js';

/** Models that were opened: their structure only, for files are read by place and weights not at all. */
const opened = new Map<number, { readonly name: string; readonly model: Model }>();

addEventListener('message', ({ data }: MessageEvent<Request>) => {
  void answer(data).then((report) => postMessage({ id: data.id, report } satisfies Response));
});

async function answer(request: Request): Promise<ModelReport | FailedModel> {
  const name = request.kind === 'open' ? request.file.name : (opened.get(request.opened)?.name ?? '');
  try {
    if (request.kind === 'open') {
      opened.set(request.id, { name, model: await readModelAsync(blobSource(request.file)) });
    }
    const { model } = opened.get(request.kind === 'open' ? request.id : request.opened) ?? {};
    if (model === undefined) throw new NetstatError('unreadable', 'the model is not open any more: choose it again');
    return toJson(makeReport(name, model, { dims: request.kind === 'bind' ? request.dims : new Map() }));
  } catch (error) {
    if (error instanceof NetstatError) {
      return { model: { path: name }, error: { code: error.code, message: error.message } };
    }
    return {
      model: { path: name },
      error: {
        code: 'internal-error',
        message: `a bug in netstat: ${error instanceof Error ? error.message : String(error)}`,
      },
    };
  }
}
