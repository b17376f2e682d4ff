import type { Draft, EdgeDraft, LayerDraft } from '../walk/draft.js';
import { isFollowed } from './provenance.js';

/** The most layers that are followed from a table to those that show its meaning. No exporter writes a longer chain. */
export const MAX_STEPS = 64;

/** Ways from a value to others. */
export interface Values {
  producerOf(edge: EdgeDraft | undefined): LayerDraft | undefined;
  readersOf(edge: EdgeDraft): readonly LayerDraft[];
  /** The value that another one was moved or cast from. */
  sourceOf(edge: EdgeDraft): EdgeDraft;
}

/** The ways between the values of a model. */
export function valuesOf({ layers }: Draft): Values {
  const producerOf = (edge: EdgeDraft | undefined): LayerDraft | undefined =>
    edge?.producer === undefined ? undefined : layers[edge.producer];
  return {
    producerOf,
    readersOf: (edge) => edge.consumers.flatMap((index) => layers[index] ?? []),
    sourceOf(edge) {
      let source = edge;
      for (let step = 0; step < MAX_STEPS; step++) {
        const producer = producerOf(source);
        const [from] = producer?.inputs ?? [];
        if (producer === undefined || from === undefined || !isFollowed(producer)) return source;
        // The scale of the quantised numbers has been applied from here on.
        if (producer.detail?.kind === 'quantization') return source;
        source = from;
      }
      return source;
    },
  };
}
