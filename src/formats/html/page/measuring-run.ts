import type { Measured, MeasuringAnswer, MeasuringRequest, PageDevice } from '../measuring-messages.js';
import { loadParts } from './measuring-parts.js';

/** A step of a measurement, and the share of it that is done, 0 to 1, where that is known. */
export type Step = 'runtime' | 'load' | 'run' | 'calibrate';
export type ShowStep = (step: Step, share: number | undefined) => void;

/** The model and settings of a measurement. */
export interface MeasuringWish extends Omit<MeasuringRequest, 'binary'> {
  readonly device: PageDevice;
}

/**
 * Measures a model, or the device, in a worker, which ends with the measurement or when `signal` says so.
 * @throws PartsMissing when what it needs is not beside the page; an Error that says what went wrong otherwise
 */
export async function runMeasuring(wish: MeasuringWish, signal: AbortSignal, show: ShowStep): Promise<Measured> {
  show('runtime', undefined);
  const { script, binary } = await loadParts(wish.device, signal, (loaded, all) =>
    show('runtime', all > 0 ? Math.min(1, loaded / all) : undefined),
  );
  signal.throwIfAborted();
  show('load', undefined);
  const address = URL.createObjectURL(new Blob([script], { type: 'text/javascript' }));
  const worker = new Worker(address);
  try {
    return await new Promise<Measured>((resolve, reject) => {
      signal.addEventListener('abort', () => reject(new DOMException('stopped', 'AbortError')), { once: true });
      worker.addEventListener('error', (event) => {
        event.preventDefault();
        reject(new Error(`the measurement stopped: ${event.message || 'its script cannot run'}`));
      });
      worker.addEventListener('message', ({ data }: MessageEvent<MeasuringAnswer>) => {
        if (data.kind === 'progress') show(data.doing, data.share);
        else if (data.kind === 'measured') resolve(data);
        else reject(new Error(data.message));
      });
      worker.postMessage({ ...wish, binary } satisfies MeasuringRequest);
    });
  } finally {
    worker.terminate();
    URL.revokeObjectURL(address);
  }
}
