import { bottleneckFrom, remember, widthsOf } from '../analysis/index.js';
import type { Analysis, Convolution, Width, WidthChange } from '../analysis/index.js';
import { CPU_BLOCK } from './channel-block.js';
import { dividersOf, leastCommonMultiple } from './channel-dividers.js';

/** The effect on a model of making some convolutions, and whatever shares their channels, equally wide. */
export type Equalisation =
  /** One number of channels for all of them saves bytes, at no more multiply-adds. */
  | {
      readonly kind: 'gain';
      readonly channels: number;
      readonly widths: ReadonlySet<Width>;
      readonly layers: readonly number[];
      readonly savedBytes: number;
    }
  /** No number of channels saves any; so many layers would change. */
  | { readonly kind: 'no gain'; readonly layers: number }
  /** A layer, an end of the model or a concatenation fixes a width. */
  | { readonly kind: 'fixed'; readonly by: NonNullable<Width['fixedBy']> | 'a concatenation' | 'another layer' };

const dividersIn = remember((analysis) => dividersOf(analysis));

/**
 * Makes convolutions equally wide: the inputs and outputs of all, and of the rest of the bottleneck that the first
 * opens. The number of channels is the largest multiple of a block at which all layers that change do no more
 * multiply-adds together than before.
 */
export function equalise(analysis: Analysis, convolutions: readonly Convolution[]): Equalisation {
  const widths = widthsOf(analysis);
  const [first] = convolutions;
  const bottleneck = first === undefined ? undefined : bottleneckFrom(analysis, first);
  const changed = bottleneck === undefined ? convolutions : [...convolutions, ...bottleneck.between, bottleneck.last];
  const shared = new Set<Width>();
  for (const { layer } of changed) {
    for (const edge of [layer.inputs[0], layer.outputs[0]]) {
      const width = widths.of(edge);
      if (width === undefined) return { kind: 'fixed', by: 'another layer' };
      shared.add(width);
    }
  }
  for (const { fixedBy } of shared) if (fixedBy !== undefined) return { kind: 'fixed', by: fixedBy };
  const dividers = dividersIn(analysis);
  const step = [...shared].reduce((least, width) => leastCommonMultiple(least, dividers.get(width) ?? 1), CPU_BLOCK);
  const change = (blocks: number): WidthChange | undefined =>
    widths.change(new Map([...shared].map((width) => [width, blocks * step])));
  return best(change, shared, step, Math.max(...[...shared].map(({ channels }) => channels)));
}

/** The largest width whose multiply-adds are no more than before; they grow with the width. */
function best(
  change: (blocks: number) => WidthChange | undefined,
  widths: ReadonlySet<Width>,
  step: number,
  widest: number,
): Equalisation {
  let low = 0;
  let high = Math.ceil(widest / step);
  let atLow: WidthChange | undefined;
  let atHigh: WidthChange | undefined;
  while (high - low > 1) {
    const middle = Math.floor((low + high) / 2);
    const result = change(middle);
    if (result === undefined) return { kind: 'fixed', by: 'a concatenation' };
    if (result.after.macs <= result.before.macs) [low, atLow] = [middle, result];
    else [high, atHigh] = [middle, result];
  }
  // Where no width is narrow enough, the narrowest, one block, is the last that was tried.
  const result = atLow ?? atHigh ?? change(1);
  if (result === undefined) return { kind: 'fixed', by: 'a concatenation' };
  const { layers, before, after } = result;
  const savedBytes = Math.round(before.bytes - after.bytes);
  return low > 0 && savedBytes > 0
    ? { kind: 'gain', channels: low * step, widths, layers, savedBytes }
    : { kind: 'no gain', layers: layers.length };
}
