import { SingleBar } from 'cli-progress';
import type { ShowProgress } from '../measurement/index.js';
import { escapeTerminal } from '../text/index.js';

const words: Readonly<Record<Parameters<ShowProgress>[0], string>> = { load: 'loading', run: 'running' };

/** Shows on standard error how far the measurement of a model has come. */
export function showMeasuring(model: string): { readonly progress: ShowProgress; hide(): void } {
  const bar = new SingleBar({
    format: '{bar} {model}: {phase}',
    barCompleteChar: '█',
    barIncompleteChar: '░',
    barsize: 30,
    clearOnComplete: true,
    hideCursor: true,
  });
  bar.start(1, 0, { model: escapeTerminal(model), phase: words.load });
  return {
    progress: (doing, share) => bar.update(share, { phase: words[doing] }),
    hide: () => bar.stop(),
  };
}
