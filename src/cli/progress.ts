import { SingleBar } from 'cli-progress';
import { escapeTerminal } from '../text/index.js';

/** A bar on standard error. */
export interface Progress {
  /** Shows that `done` models are done, and which one is next. */
  show(done: number, next: string): void;
  /** Takes the bar off the screen. */
  hide(): void;
}

/** Starts a bar of `total` models; it is on the screen until `hide`, and again from the next `show`. */
export function startProgress(total: number): Progress {
  const bar = new SingleBar({
    format: '{bar} {value}/{total} {model}',
    barCompleteChar: '█',
    barIncompleteChar: '░',
    barsize: 30,
    clearOnComplete: true,
    hideCursor: true,
  });
  let visible = false;
  return {
    show(done, next) {
      const payload = { model: escapeTerminal(next) };
      if (visible) bar.update(done, payload);
      else bar.start(total, done, payload);
      visible = true;
    },
    hide() {
      if (visible) bar.stop();
      visible = false;
    },
  };
}
