import { NetstatError } from '../ir/index.js';
import { groupLayers, learnFusion } from './fusion.js';
import type { FusionTable } from './fusion.js';
import { rounded } from './gaussian-process.js';
import { describeKernel } from './kernel-class.js';
import { bytesOf, workKernelsOf } from './kernel.js';
import { layoutChangesOf } from './layout-changes.js';
import { settleClass } from './outliers.js';
import { ratesOf } from './physical-base.js';
import { amountsOf, sampledAmounts } from './platform.js';
import type { Platform, SampledClass, SweptNetwork } from './platform.js';
import { fitLayout, fitSession } from './quiet.js';
import type { Network, NetworkValue } from './network.js';
import { slownessOf } from './slowness.js';
import { kernelsTime, kernelTime, networkOfReport, quietTime } from './saved-report.js';
import type { SavedMeasurement, SavedReport } from './saved-report.js';
import { sumOf } from '../text/index.js';

/** Where a sweep ran and when. */
export type PlatformHead = Pick<
  Platform,
  'netstat' | 'name' | 'runtime' | 'version' | 'device' | 'level' | 'threads' | 'machine' | 'date'
>;

/**
 * Where reports were measured, as the first says, and `date`, where it is known.
 * @throws NetstatError when they were measured on different platforms
 */
export function headOf(reports: readonly SavedReport[], netstat: string, date: string | null): PlatformHead {
  const measurements = reports.flatMap(({ measurement }) => measurement ?? []);
  const [first] = measurements;
  if (first === undefined) throw noKernels();
  const { runtime, version, device, level, threads, machine } = first;
  const nameOf = (one: SavedMeasurement): string =>
    [
      `${one.runtime} ${one.version}`.trim(),
      one.device,
      ...(one.threads === null ? [] : [one.threads === 1 ? '1 thread' : `${one.threads} threads`]),
      ...(one.machine['processor'] === undefined ? [] : [String(one.machine['processor'])]),
    ]
      .filter((part) => part !== '')
      .join(', ');
  const name = nameOf(first);
  const other = measurements.map(nameOf).find((one) => one !== name);
  if (other !== undefined) {
    throw new NetstatError(
      'bad-option',
      `the reports are of different platforms: ${name}; ${other}. Make a platform of each`,
    );
  }
  return { netstat, name, runtime, version, device, level, threads, machine, date };
}

function noKernels(): NetstatError {
  return new NetstatError(
    'bad-option',
    'the reports hold no measured kernels: give what netstat measure --format json or jsonl wrote',
  );
}

/** The data that is kept of measured networks: samples and counts. The rest of a platform follows from them. */
export interface Collected {
  readonly networks: readonly SweptNetwork[];
  readonly fusion: FusionTable;
  readonly classes: ReadonlyMap<string, Omit<SampledClass, 'covariance'>>;
}

/** Samples of a class before it is fitted. Of fewer, neither the mean nor the spread says anything. */
export const LEAST_SAMPLES = 4;

/** The samples of measured reports. Reports without a measurement have none. */
export function collect(reports: readonly SavedReport[]): Collected {
  const measured = reports.flatMap((report) =>
    report.measurement === undefined
      ? []
      : [{ report, measurement: report.measurement, network: networkOfReport(report) }],
  );
  const fusion = learnFusion(measured.map(({ network, measurement: { kernels } }) => ({ network, kernels })));
  const classes = new Map<string, Omit<SampledClass, 'covariance'>>();
  const networks = measured.map(({ report, measurement, network }, index): SweptNetwork => {
    const timed = measurement.kernels.filter(({ layers, medianMs }) => layers.length > 0 && medianMs > 0);
    const works = workKernelsOf(
      network,
      timed.map(({ layers }) => layers.toSorted((a, b) => a - b)),
    );
    for (const [position, kernel] of timed.entries()) {
      const work = works[position];
      const description = work === undefined ? undefined : describeKernel(work);
      if (description === undefined) continue;
      const { features, amounts } = description;
      const { class: name, family = null } = description;
      const known = classes.get(name) ?? { family, features: Object.keys(features), samples: [] };
      classes.set(name, known);
      known.samples.push({
        network: index,
        features: Object.values(features).map(rounded),
        ...sampledAmounts(amounts),
        ms: rounded(kernelTime(kernel)),
      });
    }
    return sweptNetwork(report, measurement, network, fusion);
  });
  return { networks, fusion, classes };
}

function sweptNetwork(
  { model }: SavedReport,
  measurement: SavedMeasurement,
  network: Network,
  fusion: FusionTable,
): SweptNetwork {
  const { kernels } = measurement;
  const { count, intoBytes, outOfBytes } = layoutChangesOf(
    network,
    workKernelsOf(network, groupLayers(network, fusion)),
  );
  return {
    name: model.path,
    kernels: kernels.length,
    kernelsMs: rounded(kernelsTime(measurement)),
    slowness: 0,
    quietMs: quietTime(measurement),
    values: network.inputs.length + network.outputs.length,
    inputBytes: bytesOfAll(network.inputs),
    outputBytes: bytesOfAll(network.outputs),
    layoutChanges: { count, intoBytes, outOfBytes },
    overheadMs: rounded(sumOf(kernels.filter(({ layers }) => layers.length === 0).map(kernelTime))),
  };
}

/**
 * Fits a platform to what was collected. The same samples give the same platform. `drift` is how far measurements of
 * one network at several moments lay apart, where that is known (`driftOf`).
 * @throws NetstatError when no kernel was measured
 */
export function fitPlatform(head: PlatformHead, { networks, fusion, classes }: Collected, drift?: number): Platform {
  const samples = [...classes.values()].flatMap((one) => one.samples);
  if (samples.length === 0) throw noKernels();
  const { session, noise } = fitSession(networks);
  const rates = ratesOf(samples.map((sample) => ({ amounts: amountsOf(sample), ms: sample.ms })));
  const slowness = slownessOf(
    [...classes.values()].map((one) => one.samples),
    rates,
    networks.length,
  );
  return {
    kind: 'netstat platform',
    formatVersion: 1,
    ...head,
    noise,
    ...(drift === undefined ? {} : { drift }),
    networks: networks.map((network, index) => ({ ...network, slowness: slowness[index] ?? 0 })),
    fusion: Object.fromEntries([...fusion].sort(byKey).map(([key, [taken, left]]) => [key, [taken, left]])),
    rates,
    session,
    layout: fitLayout(networks),
    classes: Object.fromEntries(
      [...classes]
        .sort(byKey)
        .map(([name, sampled]): [string, SampledClass] => [
          name,
          { ...sampled, ...settleClass(sampled.samples, rates, slowness) },
        ]),
    ),
  };
}

function byKey([a]: readonly [string, unknown], [b]: readonly [string, unknown]): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

function bytesOfAll(values: readonly NetworkValue[]): number {
  return sumOf(values.map((value) => bytesOf(value) ?? 0));
}
