import { convolutionsOf, isDepthwise, isRunning, widthsOf } from '../analysis/index.js';
import type { Analysis, Edge, Width } from '../analysis/index.js';

/**
 * By width: the number of groups into which shuffles and convolutions that keep their groups divide its channels; none
 * for widths that nobody divides. `ungrouped` layers lose their groups.
 */
export function dividersOf(analysis: Analysis, ungrouped: ReadonlySet<number> = new Set()): ReadonlyMap<Width, number> {
  const widths = widthsOf(analysis);
  const dividers = new Map<Width, number>();
  const divide = (edge: Edge | undefined, groups: number): void => {
    const width = widths.of(edge);
    if (width !== undefined) dividers.set(width, leastCommonMultiple(dividers.get(width) ?? 1, groups));
  };
  for (const layer of analysis.layers) {
    if (!isRunning(layer)) continue;
    for (const edge of layer.outputs) {
      const grouped = edge && widths.groupedIn(edge);
      if (grouped !== undefined) divide(grouped.of, grouped.groups);
    }
  }
  for (const convolution of convolutionsOf(analysis)) {
    const { layer, groups } = convolution;
    // A depthwise convolution has as many groups as channels, whatever their number.
    if (ungrouped.has(layer.index) || isDepthwise(convolution)) continue;
    for (const edge of [layer.inputs[0], layer.outputs[0]]) divide(edge, groups);
  }
  return dividers;
}

/** The least number that both divide. */
export function leastCommonMultiple(a: number, b: number): number {
  return (a / greatestCommonDivisor(a, b)) * b;
}

function greatestCommonDivisor(a: number, b: number): number {
  return b === 0 ? a : greatestCommonDivisor(b, a % b);
}
