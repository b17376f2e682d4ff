import { closeSync, ftruncateSync, openSync } from 'node:fs';
import path from 'node:path';
import { WEIGHTS_FILE, writeChanged } from '../changes/index.js';
import type { Edits } from '../changes/index.js';
import { makeFolder, openFile, writeWholeFile } from '../files/index.js';
import type { Model } from '../ir/index.js';
import type { Terminal } from './terminal.js';

/**
 * Writes changed models into a folder, and one file of zeros that all their weights are read from.
 * @throws NetstatError when a file cannot be read or written, or the model itself would be written over
 */
export async function keepModels(
  folder: string,
  file: string,
  model: Model,
  changes: readonly (readonly [name: string, edits: Edits])[],
  terminal: Terminal,
): Promise<void> {
  makeFolder(folder);
  const source = openFile(file);
  const stem = path.basename(file).replace(/\.onnx$/iu, '');
  let most = 0;
  try {
    for (const [name, edits] of changes) {
      const { bytes, weightBytes } = await writeChanged(source, model, edits);
      most = Math.max(most, weightBytes);
      writeWholeFile(path.join(folder, `${stem}-${name.replaceAll(/[/\\]/gu, '_')}.onnx`), bytes, [file]);
    }
  } finally {
    source.close();
  }
  const weights = openSync(path.join(folder, WEIGHTS_FILE), 'w');
  ftruncateSync(weights, most);
  closeSync(weights);
  terminal.note(`${changes.length} models are in ${folder}; their weights are zeros, in ${WEIGHTS_FILE}`);
}
