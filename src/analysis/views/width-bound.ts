import { print } from '../../dim/index.js';
import { append } from '../../text/index.js';
import type { Analysis, Layer } from '../analysis.js';
import { rootOf } from '../walk/root.js';
import { isNode } from './activation-graph.js';
import { fragmentSize, isFragment } from './fragment-size.js';
import { dataInputs } from './readers.js';

/**
 * Whether so many fragments of one output size may stand side by side in a branch: a bound from two passes over the
 * layers, as branches and their widest sets take far more. Only a network without bodies is judged, all of whose
 * fragments depend on the first of its layers.
 *
 * Among those that depend on it, a layer that no arc passes over parts the network into stretches. Every path from one
 * stretch to a later one leads through it, so fragments of a branch that no path orders lie in one stretch. They are no
 * more than its fragments of one size, and no more than the paths that cover it: one, and one for each reader of a
 * value beyond the first.
 */
export function isWideEnough({ layers, regions }: Analysis, count: number): boolean {
  if (regions.length > 1) return true;
  // By layer: its last reader, itself without one, or −1 of a layer that does not depend on the first.
  const reach = new Int32Array(layers.length).fill(-1);
  const readers = new Int32Array(layers.length);
  const dependent: Layer[] = [];
  for (const layer of layers) {
    if (!isNode(layer)) continue;
    let isDependent = dependent.length === 0;
    for (const edge of dataInputs(layer)) {
      const { producer = -1 } = rootOf(edge);
      if ((reach[producer] ?? -1) < 0) continue;
      isDependent = true;
      reach[producer] = layer.index;
      readers[producer] = (readers[producer] ?? 0) + 1;
    }
    if (isDependent) {
      reach[layer.index] = layer.index;
      dependent.push(layer);
    } else if (isFragment(layer)) return true;
  }

  let farthest = 0;
  let paths = 1;
  let stretch: Layer[] = [];
  for (const layer of dependent) {
    const { index } = layer;
    if (farthest <= index) {
      if (isStretchWideEnough(stretch, paths, count)) return true;
      paths = 1;
      stretch = [];
    } else if (isFragment(layer)) stretch.push(layer);
    paths += Math.max(0, (readers[index] ?? 0) - 1);
    farthest = Math.max(farthest, reach[index] ?? 0);
  }
  return isStretchWideEnough(stretch, paths, count);
}

function isStretchWideEnough(fragments: readonly Layer[], paths: number, count: number): boolean {
  if (paths < count || fragments.length < count) return false;
  const bySize = new Map<string, Layer[]>();
  for (const layer of fragments) {
    const size = fragmentSize(layer);
    if (size !== undefined) append(bySize, print(size), layer);
  }
  return [...bySize.values()].some(({ length }) => length >= count);
}
