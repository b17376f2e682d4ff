import { isRunning } from '../report/index.js';
import type { KernelReport, MeasurementReport, Report, ReportLayer } from '../report/index.js';
import { append } from '../text/index.js';
import type { Row } from './row-sums.js';

/**
 * The rows of a measured report: one for each kernel, in the order of their most costly layers, and one for each other
 * layer that runs.
 */
export function kernelRows({ layers }: Report, { kernels }: MeasurementReport, all: boolean): readonly Row[] {
  const owned = new Set(kernels.flatMap((kernel) => kernel.layers));
  const rows = kernels.flatMap((kernel): Row[] => {
    const members = kernel.layers.flatMap((index) => layers[index] ?? []);
    const [main] = members;
    if (main === undefined) return [];
    return [
      members.length === 1
        ? { kind: 'layer', label: main.label, layers: members, kernels: [kernel] }
        : { kind: 'kernel', label: main.label, layers: members, kernels: [kernel] },
    ];
  });
  const others = layers
    .filter((layer) => !owned.has(layer.index) && (all || (isRunning(layer) && layer.times !== 0)))
    .map((layer): Row => ({ kind: 'layer', label: layer.label, layers: [layer] }));
  return [...rows, ...others].toSorted((a, b) => firstOf(a) - firstOf(b));
}

/** The rows of a measured report with a row for each layer; a kernel's time stands at its most costly one. */
export function timedLayerRows(shown: readonly ReportLayer[], { kernels }: MeasurementReport): readonly Row[] {
  const byLayer = new Map<number, KernelReport[]>();
  for (const kernel of kernels) {
    const [main] = kernel.layers;
    if (main !== undefined) append(byLayer, main, kernel);
  }
  return shown.map((layer) => ({
    kind: 'layer',
    label: layer.label,
    layers: [layer],
    kernels: byLayer.get(layer.index),
  }));
}

/** The kernels that the runtime put in by itself; no row where there are none. */
export function overheadRow({ kernels }: MeasurementReport): readonly Row[] {
  const inserted = kernels.filter(({ layers }) => layers.length === 0);
  return inserted.length === 0 ? [] : [{ kind: 'rest', label: 'runtime overhead', layers: [], kernels: inserted }];
}

function firstOf({ layers }: Row): number {
  return layers[0]?.index ?? Infinity;
}
