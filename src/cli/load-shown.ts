import { isRemote, isSavedReport, loadModel } from '../files/index.js';
import { NetstatError } from '../ir/index.js';
import type { Model } from '../ir/index.js';

/**
 * Reads a model; where it comes from the network, a terminal shows how far it is.
 * @throws NetstatError for a saved report, which holds no model, and as `loadModel` does
 */
export async function loadShown(reference: string): Promise<Model> {
  if (isSavedReport(reference)) {
    throw new NetstatError('bad-option', 'a saved report will not do here: name the model itself');
  }
  if (!isRemote(reference)) return loadModel(reference);
  const progress = (await import('./download-progress.js')).startDownloadProgress(reference);
  try {
    return await loadModel(reference, { onProgress: progress.show });
  } finally {
    progress.hide();
  }
}
