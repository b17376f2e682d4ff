import { equals } from '../dim/index.js';
import { figureNamed } from '../figures/index.js';
import { oneRunOf } from '../report/index.js';
import type { Report, ReportLayer } from '../report/index.js';
import { quantityText } from '../text/index.js';
import { exactDimText } from './exact-dim-text.js';

/** What of a layer's memory access is left where kernels take layers in. Labels are untrusted text. */
export interface FusionExplanation {
  /** Bytes of one run. */
  readonly bytes: string;
  /** The bytes rounded for people: `1.73 MiB`. */
  readonly result: string;
  /** The layer whose kernel takes this one in. */
  readonly into: string | undefined;
  /** The layers that this one's kernel takes in. */
  readonly taken: readonly string[];
}

/** What is left of a layer's memory access after fusion; undefined where fusion changes nothing of it. */
export function explainFusion(layer: ReportLayer, { layers }: Report): FusionExplanation | undefined {
  const kernelOf = (of: ReportLayer): ReportLayer => {
    const into = of.fusedInto === null ? undefined : layers[of.fusedInto];
    return into === undefined || into === of ? of : kernelOf(into);
  };
  const kernel = kernelOf(layer);
  const taken = kernel === layer ? layers.filter((each) => each !== layer && kernelOf(each) === layer) : [];
  const figure = figureNamed('memory-access-fused');
  const left = oneRunOf(layer, figure);
  const before = oneRunOf(layer, figureNamed('memory-access'));
  const isSame = left === before || (left !== undefined && before !== undefined && equals(left, before));
  if (kernel === layer && taken.length === 0 && isSame) return undefined;
  return {
    bytes: exactDimText(left),
    result: quantityText(left, figure.unit),
    into: kernel === layer ? undefined : kernel.label,
    taken: taken.map(({ label }) => label),
  };
}
