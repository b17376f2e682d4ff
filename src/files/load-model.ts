import path from 'node:path';
import type { Written } from '../text/index.js';
import { NetstatError } from '../ir/index.js';
import type { Model } from '../ir/index.js';
import { isInModelFolder, readModel, readModelAsync, streamSource } from '../onnx/index.js';
import type { AsyncByteSource, HttpOptions } from '../onnx/index.js';
import { openFile } from './file-source.js';
import { isRemote, STANDARD_INPUT } from './paths.js';

/**
 * Reads the structure of the model that an argument names: the path of a file, `-` for standard input, an address of
 * the web, or a file of the hub (`hf:org/name/model.onnx@revision`).
 * @throws NetstatError when it cannot be read or is no model
 */
export async function loadModel(reference: string, options: HttpOptions = {}): Promise<Model> {
  if (reference === STANDARD_INPUT) return readModelAsync(streamSource(process.stdin));
  if (isRemote(reference)) {
    return readModelAsync(await openRemote(reference, options));
  }
  const file = openFile(reference);
  try {
    return readModel(file, (location, offset, length) => readBeside(reference, location, offset, length));
  } finally {
    file.close();
  }
}

/** Bytes of a file in a model's folder or below it; undefined where there is none, or fewer. */
function readBeside(model: string, location: string, offset: number, length: number): Uint8Array | undefined {
  if (!isInModelFolder(location)) return undefined;
  try {
    const file = openFile(path.join(path.dirname(model), location));
    try {
      return offset + length > file.size ? undefined : file.read(offset, length);
    } finally {
      file.close();
    }
  } catch (error) {
    if (error instanceof NetstatError) return undefined;
    throw error;
  }
}

/**
 * Opens a model on a web server or a hub, to be read by ranges.
 * @throws NetstatError when it cannot be had
 */
export async function openRemote(reference: string, options: HttpOptions = {}): Promise<AsyncByteSource> {
  const remote = await import('./remote.js');
  return remote.openRemote(reference, options);
}

/**
 * The models of a repository of the hub, with the commands that look at them.
 * @throws NetstatError when there is no such file or model, or it may not be seen
 */
export async function describeHubRepository(reference: string): Promise<Written> {
  const { describeHub } = await import('./remote.js');
  return describeHub(reference);
}
