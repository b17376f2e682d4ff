import type { Model } from '../ir/index.js';
import type { ByteSource } from '../onnx/index.js';
import type { Edits } from './edits.js';
import type { WrittenModel } from './write-model.js';

export { changeModel, isRefused } from './change-model.js';
export type { ChangedModel } from './change-model.js';
export { noEdits, WEIGHTS_FILE } from './edits.js';
export type { Edits, NewNode, NewTensor } from './edits.js';
export { oneBranch } from './one-branch.js';
export type { OneBranch } from './one-branch.js';
export { stacked } from './stack.js';
export type { Wishes } from './wishes.js';

/** The file of `source` with changes made, and zeros in place of all weights; what writes it is loaded only then. */
export async function writeChanged(source: ByteSource, model: Model, edits: Edits): Promise<WrittenModel> {
  const { writeModel } = await import('./write-model.js');
  return writeModel(source, model, edits);
}
