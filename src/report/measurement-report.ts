import type { Analysis, Roofline } from '../analysis/index.js';
import { figures } from '../figures/index.js';
import { kernelBound, kernelCost } from '../measurement/index.js';
import type { Kernel, KernelCost, Measurement } from '../measurement/index.js';
import type { KernelFields } from './figure-fields.js';
import type { LayerReport } from './layer.js';
import type { KernelReport, MeasurementReport, RooflineReport } from './times.js';

/** A measurement as reports show it, each kernel beside what its layers cost. */
export function measurementReport(
  measurement: Measurement,
  analysis: Analysis,
  roofline: Roofline | undefined,
): MeasurementReport {
  const { threads, endToEnd, profiled, noise, peakMemoryBytes, kernels } = measurement;
  return {
    ...measurement,
    threads: threads ?? null,
    endToEnd: endToEnd ?? null,
    profiled: profiled ?? null,
    noise: noiseReport(noise),
    peakMemoryBytes: peakMemoryBytes ?? null,
    kernels: kernels.map((kernel) => kernelReport(kernel, analysis, roofline)),
  };
}

/** A calibration is a roofline with what it was found by, which reports leave out. */
export function rooflineReport(roofline: Roofline): RooflineReport {
  const { flopsPerSecond, integerOperationsPerSecond, bytesPerSecond, bandwidths } = roofline;
  return {
    flopsPerSecond,
    ...(integerOperationsPerSecond !== undefined && { integerOperationsPerSecond }),
    bytesPerSecond,
    ...(bandwidths !== undefined && { bandwidths }),
  };
}

/** The time of the kernel that computes a layer, by layer. */
export function latencyByLayer(
  measurement: Measurement | undefined,
): ReadonlyMap<number, NonNullable<LayerReport['latency']>> {
  const latencies = new Map<number, NonNullable<LayerReport['latency']>>();
  measurement?.kernels.forEach(({ layers, ms, medianMs, p90Ms }, kernel) => {
    for (const layer of layers) {
      latencies.set(layer, { ms, medianMs, p90Ms, share: ms / measurement.kernelsMs, kernel });
    }
  });
  return latencies;
}

function noiseReport(noise: Measurement['noise']): MeasurementReport['noise'] {
  return noise === undefined
    ? null
    : { ...noise, waitingShare: noise.waitingShare ?? null, otherCores: noise.otherCores ?? null };
}

function kernelReport(kernel: Kernel, analysis: Analysis, roofline: Roofline | undefined): KernelReport {
  const { layers } = kernel;
  return {
    ...kernel,
    purpose: kernel.purpose ?? null,
    underMs: kernel.underMs ?? null,
    ...kernelFields(layers.length === 0 ? undefined : kernelCost(analysis, layers)),
    ...(roofline === undefined
      ? {}
      : { bound: (layers.length === 0 ? undefined : kernelBound(analysis, layers, roofline)) ?? null }),
  };
}

/** The figures of a kernel; of one that computes no layer they are unknown. */
function kernelFields(cost: KernelCost | undefined): KernelFields<number | null> {
  const fields = Object.fromEntries(
    figures.flatMap(({ json, ofKernel }) =>
      ofKernel === undefined ? [] : [[json, (cost && ofKernel.value(cost)) ?? null]],
    ),
  );
  // The type is generated from the figures.
  return fields as unknown as KernelFields<number | null>;
}
