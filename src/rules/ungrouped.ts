import { widthsOf } from '../analysis/index.js';
import type { Analysis, Convolution, Edge, Width } from '../analysis/index.js';
import type { Wishes } from '../changes/index.js';
import { toNumber } from '../dim/index.js';
import { CPU_BLOCK } from './channel-block.js';
import { dividersOf, leastCommonMultiple } from './channel-dividers.js';

/** Steps between all channels and none that are tried. */
const STEPS = 64;

/**
 * Group convolutions without groups, the channels that are free around them fewer, so that all that changes does no
 * more multiply-adds than before. Undefined where no channels are free, or sizes are unknown.
 */
export function ungrouped(analysis: Analysis, convolutions: readonly Convolution[]): Wishes | undefined {
  const widths = widthsOf(analysis);
  const free = new Set<Width>();
  for (const { layer } of convolutions) {
    for (const edge of [layer.inputs[0], layer.outputs[0]]) {
      const width = widths.of(edge);
      if (width !== undefined && width.fixedBy === undefined) free.add(width);
    }
  }
  if (free.size === 0) return undefined;
  const dividers = dividersOf(analysis, new Set(convolutions.map(({ layer }) => layer.index)));
  const share = (step: number, some: Iterable<Width>): ReadonlyMap<Width, number> =>
    new Map([...some].map((width) => [width, rounded((width.channels * step) / STEPS, dividers.get(width))] as const));
  // Where one width follows from another, as the whole of a concatenation does from its parts, one of them is enough.
  const chosen = new Set<Width>();
  for (const width of free) {
    if (widths.resize(share(STEPS / 2, [...chosen, width])).kind === 'possible') chosen.add(width);
  }
  if (chosen.size === 0) return undefined;
  for (let step = STEPS; step > 0; step -= 1) {
    const channels = share(step, chosen);
    const change = widths.change(channels);
    const resizing = widths.resize(channels);
    if (change === undefined || resizing.kind !== 'possible') return undefined;
    const scale = (edge: Edge | undefined): number => {
      const size = edge && resizing.sizes.get(edge);
      return size === undefined ? 1 : size / (widths.of(edge)?.channels ?? size);
    };
    const more = convolutions.reduce((total, { layer, groups }) => {
      const work = (toNumber(layer.macs ?? 0) ?? 0) * (toNumber(layer.times) ?? 1);
      return total + work * (groups - 1) * scale(layer.inputs[0]) * scale(layer.outputs[0]);
    }, 0);
    if (change.after.macs + more <= change.before.macs) {
      return { channels, groups: new Map(convolutions.map(({ layer }) => [layer.index, 1])) };
    }
  }
  return undefined;
}

/** A smaller number of channels that fills vectors and can be divided into the groups. */
function rounded(channels: number, groups = 1): number {
  const block = leastCommonMultiple(CPU_BLOCK, groups);
  return Math.max(block, Math.floor(channels / block) * block);
}
