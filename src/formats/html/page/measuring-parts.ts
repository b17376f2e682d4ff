import { measuringFolder, measuringParts } from '../measuring-messages.js';
import type { PageDevice } from '../measuring-messages.js';

/** The parts that a measurement needs besides the page: the worker's script and the WebAssembly of onnxruntime-web. */
export interface MeasuringParts {
  readonly script: Blob;
  readonly binary: Blob;
}

/** The files are not beside the page, or the page may not load them because it was opened from disk. */
export class PartsMissing extends Error {}

/** Files that were loaded or chosen: what was here once is here without a network. */
const kept = new Map<string, Blob>();

/** Keeps files that a person has chosen; gives the names of those that are still missing for a device. */
export function keepParts(files: Iterable<File>, device: PageDevice): readonly string[] {
  for (const file of files) kept.set(file.name, file);
  return namesOf(device).filter((name) => !kept.has(name));
}

/** The names of the files that a device needs. */
export function namesOf(device: PageDevice): readonly [script: string, binary: string] {
  const { script, binary } = measuringParts[device];
  return [script, binary];
}

/**
 * The parts for a device, from beside the page unless they are here. `progress` is told of the bytes that were loaded,
 * and how many there are.
 * @throws PartsMissing when they are not there
 */
export async function loadParts(
  device: PageDevice,
  signal: AbortSignal,
  progress: (loaded: number, all: number) => void,
): Promise<MeasuringParts> {
  const [scriptName, binaryName] = namesOf(device);
  const script = await loadPart(scriptName, 'text/javascript', signal, () => {});
  const binary = await loadPart(binaryName, 'application/wasm', signal, progress);
  return { script, binary };
}

async function loadPart(
  name: string,
  type: string,
  signal: AbortSignal,
  progress: (loaded: number, all: number) => void,
): Promise<Blob> {
  const before = kept.get(name);
  if (before !== undefined) return before;
  // A page from disk may load no other file, and the browser would write an error.
  if (location.protocol === 'file:') throw new PartsMissing();
  const response = await fetch(`${measuringFolder}/${name}`, { signal }).catch(() => undefined);
  signal.throwIfAborted();
  if (response?.ok !== true || response.body === null) throw new PartsMissing();
  const all = Number(response.headers.get('content-length') ?? 0);
  const chunks: BlobPart[] = [];
  let loaded = 0;
  const reader = response.body.getReader();
  for (let next = await reader.read(); !next.done; next = await reader.read()) {
    chunks.push(next.value);
    loaded += next.value.byteLength;
    progress(loaded, all);
  }
  const part = new Blob(chunks, { type });
  kept.set(name, part);
  return part;
}
