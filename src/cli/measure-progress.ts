import { SingleBar } from 'cli-progress';
import type { Progress } from '../measurement/index.js';
import { escapeTerminal } from '../text/index.js';

const words: Readonly<Record<Parameters<Progress>[0], string>> = { plain: 'end to end', profiled: 'kernel by kernel' };

/** Shows on standard error how far the measurement of a model has come. */
export function showMeasuring(model: string): { readonly progress: Progress; hide(): void } {
  const bar = new SingleBar({
    format: '{bar} {model}: {phase}',
    barCompleteChar: '█',
    barIncompleteChar: '░',
    barsize: 30,
    clearOnComplete: true,
    hideCursor: true,
  });
  bar.start(2, 0, { model: escapeTerminal(model), phase: words.plain });
  return {
    progress: (phase, share) => bar.update((phase === 'plain' ? 0 : 1) + share, { phase: words[phase] }),
    hide: () => bar.stop(),
  };
}
