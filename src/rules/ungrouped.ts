import { widthsOf } from '../analysis/index.js';
import type { Analysis, Convolution, Width } from '../analysis/index.js';
import type { Wishes } from '../changes/index.js';
import { toNumber } from '../dim/index.js';
import { CPU_BLOCK } from './channel-block.js';

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
  for (let step = STEPS; step > 0; step -= 1) {
    const channels = new Map([...free].map((width) => [width, rounded((width.channels * step) / STEPS)] as const));
    const change = widths.change(channels);
    if (change === undefined) return undefined;
    const scale = (width: Width | undefined): number =>
      width === undefined ? 1 : (channels.get(width) ?? width.channels) / width.channels;
    const more = convolutions.reduce((total, { layer, groups }) => {
      const work = (toNumber(layer.multiplyAdds ?? 0) ?? 0) * (toNumber(layer.times) ?? 1);
      const product = scale(widths.of(layer.inputs[0])) * scale(widths.of(layer.outputs[0]));
      return total + work * (groups - 1) * product;
    }, 0);
    if (change.after.multiplyAdds + more <= change.before.multiplyAdds) {
      return { channels, groups: new Map(convolutions.map(({ layer }) => [layer.index, 1])) };
    }
  }
  return undefined;
}

function rounded(channels: number): number {
  return Math.max(CPU_BLOCK, Math.floor(channels / CPU_BLOCK) * CPU_BLOCK);
}
