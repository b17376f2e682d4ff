import { isRemote, loadModel } from '../files/index.js';
import type { Model } from '../ir/index.js';

/** Reads a model; where it comes from the network, a terminal shows how far it is. Throws as `loadModel` does. */
export async function loadShown(reference: string): Promise<Model> {
  if (!isRemote(reference)) return loadModel(reference);
  const progress = (await import('./download-progress.js')).startDownloadProgress(reference);
  try {
    return await loadModel(reference, { onProgress: progress.show });
  } finally {
    progress.hide();
  }
}
