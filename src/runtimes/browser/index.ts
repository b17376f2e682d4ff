import { createRequire } from 'node:module';
import path from 'node:path';
import { openFile } from '../../files/index.js';
import { NetstatError, suggest } from '../../ir/index.js';
import type { InputData, Profile, RunnableModel, Session, SessionOptions } from '../../measurement/index.js';
import { memorySource, rewriteModel } from '../../onnx/index.js';
import { absentWeights } from '../absent-weights.js';
import { defineRuntime } from '../define.js';
import { filesBeside } from '../files-beside.js';
import { markOf } from '../onnxruntime/anchors.js';
import { places } from '../onnxruntime/places.js';
import { profileOfPrinted } from '../onnxruntime/printed-profile.js';
import { browsers } from './launch.js';
import type { Browser } from './launch.js';
import { acquirePage, keepPages } from './page-host.js';
import type { Served } from './page-server.js';
import type { PageAnswer, PageInput, PageRequest, PageSession } from './protocol.js';
import { sessionNotes } from './session-notes.js';

const devices = ['wasm', 'webgpu'];

/** The module of onnxruntime-web for each device. */
const modules: Readonly<Record<string, string>> = {
  wasm: 'ort.wasm.bundle.min.mjs',
  webgpu: 'ort.webgpu.bundle.min.mjs',
};

/** onnxruntime-web in an installed browser without a window, or in one that opens the printed address. */
export default defineRuntime({
  name: 'browser',
  devices,
  summary: 'onnxruntime-web in an installed browser, by WebAssembly or on its GPU.',
  async open(runnable, options) {
    const device = options.device ?? 'wasm';
    if (!devices.includes(device)) {
      throw new NetstatError('device-absent', `the browser has no device ${device}; ${suggest(device, devices)}`);
    }
    const host = await acquirePage({
      browser: readBrowser(options.browser),
      device,
      runtimeFolder: runtimeFolder(),
      showAddress: options.showAddress,
    });
    const { server, id } = host;
    let hasFailed = false;
    const ask = async (request: PageRequest, doing: string): Promise<PageAnswer> => {
      try {
        return await server.ask(request, doing, options.timeLimitMs);
      } catch (error) {
        hasFailed = true;
        throw error;
      }
    };
    try {
      const session = prepare(runnable, { ...options, device }, host.addFile);
      const opened = await ask({ id, kind: 'open', session }, 'load the model');
      if (opened.kind !== 'opened') throw new NetstatError('runtime-failed', 'the page answered something else');
      return {
        version: [opened.version, host.browser, opened.adapter].filter((part) => part !== undefined).join(', '),
        device,
        level: options.level,
        threads: opened.threads,
        notes: sessionNotes(
          session.weights.filter((one) => 'zeros' in one).map((one) => one.path),
          { asked: options.threads, given: opened.threads },
        ),
        run: async (count) => {
          const ran = await ask({ id, kind: 'run', count }, 'run the model');
          return ran.kind === 'ran' ? ran.ms.map((ms) => ({ ms })) : [];
        },
        close: async (): Promise<Profile | undefined> => {
          try {
            const closed = await ask({ id, kind: 'close' }, 'end the session');
            return options.profiled && closed.kind === 'closed'
              ? profileOfPrinted(closed.trace, runnable.model, device === 'wasm' ? opened.clockMs : undefined)
              : undefined;
          } finally {
            host.release(hasFailed);
          }
        },
      } satisfies Session;
    } catch (error) {
      host.release(true);
      throw error;
    }
  },
  keep: keepPages,
});

function readBrowser(name: string | undefined): Browser | undefined {
  const found = browsers.find((each) => each === name);
  if (name !== undefined && found === undefined) {
    throw new NetstatError('bad-option', `--browser ${name}: there is no such browser; ${suggest(name, browsers)}`);
  }
  return found;
}

/** The folder of onnxruntime-web's files, in the user's project, beside netstat or installed globally. */
function runtimeFolder(): string {
  for (const from of places()) {
    try {
      return path.dirname(createRequire(from).resolve('onnxruntime-web'));
    } catch {
      continue;
    }
  }
  throw new NetstatError('runtime-missing', 'onnxruntime-web is not installed; run: npm install onnxruntime-web');
}

/** Hands a file to the page; gives the address that it has there. */
type Serve = (name: string, served: Served) => string;

/** The session as the page is asked for it; `serve` gets the files that the page fetches. */
function prepare(
  { source, model, inputs }: RunnableModel,
  { device, level, threads, profiled }: SessionOptions & { readonly device: string },
  serve: Serve,
): PageSession {
  const folder = source.kind === 'file' ? path.dirname(path.resolve(source.path)) : undefined;
  const absent = absentWeights(model, filesBeside(source));
  const weights = [
    ...[...absent.files].map(([file, zeros]) => ({ path: file, zeros })),
    ...[...absent.present].map((file, index) => ({
      path: file,
      address: serve(`weights/${index}`, { file: path.resolve(folder ?? '', file) }),
    })),
  ];
  return {
    runtime: `runtime/${modules[device] ?? ''}`,
    device,
    level,
    threads,
    profiled,
    model: serve('model.onnx', { bytes: marked(source, absent.inBodies) }),
    inputs: inputs.map((input, index) => pageInput(input, `input/${index}`, serve)),
    outputs: model.graph.outputs
      .filter(({ type }) => type === undefined || type.kind === 'tensor')
      .map(({ name }) => name),
    weights,
  };
}

/** The model with its nodes' names marked, so that kernels tell them. */
function marked(source: RunnableModel['source'], zeroed: ReadonlyMap<string, number>): Uint8Array {
  if (source.kind === 'bytes') return rewriteModel(memorySource(source.bytes), { nameOf: markOf, zeroed });
  const file = openFile(source.path);
  try {
    return rewriteModel(file, { nameOf: markOf, zeroed });
  } finally {
    file.close();
  }
}

function pageInput({ name, dtype, dims, data }: InputData, file: string, serve: Serve): PageInput {
  if (!ArrayBuffer.isView(data)) return { name, dtype, dims, data: { texts: data } };
  const bytes = new Uint8Array(data.buffer, data.byteOffset, data.byteLength);
  return { name, dtype, dims, data: { address: serve(file, { bytes }) } };
}
