import type { Model } from '../ir/index.js';
import { readModel, readModelAsync, streamSource } from '../onnx/index.js';
import { openFile } from './file-source.js';
import { STANDARD_INPUT } from './paths.js';

/**
 * Reads the structure of the model that an argument names: the path of a file, or `-` for standard input.
 * @throws NetstatError when it cannot be read or is no model
 */
export async function loadModel(reference: string): Promise<Model> {
  if (reference === STANDARD_INPUT) return readModelAsync(streamSource(process.stdin));
  const file = openFile(reference);
  try {
    return readModel(file);
  } finally {
    file.close();
  }
}
