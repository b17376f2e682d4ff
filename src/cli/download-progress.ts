import type { HttpProgress } from '../onnx/index.js';
import { bytesText, shortenText } from '../text/index.js';

/** The shortest read that shows progress, in milliseconds. */
const PATIENCE = 1000;

/** Milliseconds between two lines. */
const PACE = 100;

/** A line on a terminal about a model that comes from the network, over which the next one is written. */
export interface DownloadProgress {
  show(progress: HttpProgress): void;
  /** Takes the line off the screen. */
  hide(): void;
}

/** Starts such a line on standard error; it shows nothing where that is no terminal. */
export function startDownloadProgress(name: string): DownloadProgress {
  const { stderr } = process;
  const isSeen = stderr.isTTY && process.env.TERM !== 'dumb';
  let due = Date.now() + PATIENCE;
  let visible = false;
  return {
    show({ position, size, transferred, requests }) {
      if (!isSeen || Date.now() < due) return;
      due = Date.now() + PACE;
      visible = true;
      const figures =
        ` ${bytesText(position)} of ${bytesText(size)}, ${bytesText(transferred)} transferred in ` +
        `${requests} requests`;
      stderr.write(`\r${shortenText(name, Math.max(10, stderr.columns - figures.length - 1))}${figures}\u001B[K`);
    },
    hide() {
      if (visible) stderr.write('\r\u001B[K');
      visible = false;
    },
  };
}
