import type { RunnableModel, Runtime } from '../../../measurement/index.js';
import { memorySource, rewriteModel } from '../../../onnx/index.js';
import { absentWeights } from '../../absent-weights.js';
import { markOf } from '../../onnxruntime/anchors.js';
import { profileOfPrinted } from '../../onnxruntime/printed-profile.js';
import { sessionNotes } from '../session-notes.js';
import { browserName } from './describe-browser.js';
import { openSession, tensorOf } from './onnxruntime-session.js';
import type { OnnxRuntime, TensorElements } from './onnxruntime-session.js';

/**
 * onnxruntime-web in this browser as a runtime, for models whose bytes are at hand; weights that lie in other files are
 * zeros, unless those files are given too.
 */
export function runtimeHere(
  onnxruntime: OnnxRuntime,
  device: string,
  given: ReadonlyMap<string, Blob> = new Map(),
): Runtime {
  return {
    kind: 'runtime',
    name: 'browser',
    devices: [device],
    summary: 'onnxruntime-web in this browser.',
    async open(runnable, { level, threads, profiled }) {
      const { model, inputs } = runnable;
      const absent = absentWeights(model, isAmong(given));
      const session = await openSession(onnxruntime, {
        device,
        level,
        threads,
        profiled,
        model: rewriteModel(memorySource(bytesOf(runnable)), { nameOf: markOf, zeroed: absent.inBodies }),
        feeds: Object.fromEntries(
          inputs.map((input) => [input.name, tensorOf(onnxruntime, input, elementsOf(input.data))]),
        ),
        outputs: model.graph.outputs
          .filter(({ type }) => type === undefined || type.kind === 'tensor')
          .map(({ name }) => name),
        weights: [
          ...[...absent.files].map(([path, length]) => ({ path, data: new Uint8Array(length) })),
          ...(await Promise.all([...absent.present].map((path) => readWeights(path, given)))),
        ],
      });
      const { version, adapter, clockMs } = session;
      return {
        version: [version, browserName(), adapter].filter((part) => part !== undefined).join(', '),
        device,
        level,
        threads: session.threads,
        notes: sessionNotes([...absent.files.keys()], { asked: threads, given: session.threads }),
        run: async (count) => (await session.run(count)).map((ms) => ({ ms })),
        close: async () => {
          const trace = await session.close();
          return profiled ? profileOfPrinted(trace, model, device === 'wasm' ? clockMs : undefined) : undefined;
        },
      };
    },
  };
}

/** Says whether a file of weights is among those that are given, by its path from the model. */
export function isAmong(given: ReadonlyMap<string, Blob>): (location: string) => boolean {
  return (location) => given.has(lastPart(location));
}

async function readWeights(
  path: string,
  given: ReadonlyMap<string, Blob>,
): Promise<{ readonly path: string; readonly data: Uint8Array }> {
  const buffer = await given.get(lastPart(path))?.arrayBuffer();
  return { path, data: new Uint8Array(buffer ?? new ArrayBuffer(0)) };
}

/** The name of a file: a browser does not say in which folder one lies. */
function lastPart(location: string): string {
  return location.replace(/^.*[\\/]/u, '');
}

function bytesOf({ source }: RunnableModel): Uint8Array {
  if (source.kind === 'bytes') return source.bytes;
  throw new Error('a page has no files');
}

function elementsOf(data: RunnableModel['inputs'][number]['data']): TensorElements {
  return ArrayBuffer.isView(data) ? new Uint8Array(data.buffer, data.byteOffset, data.byteLength) : data;
}
