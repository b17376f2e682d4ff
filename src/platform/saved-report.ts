import * as v from 'valibot';
import { countNames } from '../analysis/index.js';
import { readFacts } from './facts.js';
import { DEQUANTIZE } from './network.js';
import type { Network, NetworkLayer, NetworkValue } from './network.js';

/** The field of a layer's arithmetic operations. */
const ARITHMETIC = countNames.arithmetic;

const valueSchema = v.nullable(
  v.looseObject({
    name: v.string(),
    dtype: v.optional(v.nullable(v.string())),
    shape: v.optional(v.nullable(v.array(v.union([v.number(), v.string()])))),
  }),
);

/** A value of a saved report; null where an input is left out. */
interface SavedValueReport {
  [field: string]: unknown;
  name: string;
  dtype?: string | null | undefined;
  shape?: (number | string)[] | null | undefined;
}
type SavedValue = SavedValueReport | null;

const latencySchema = v.looseObject({ ms: v.optional(v.number()), p10Ms: v.number() });

/** The parts of a measured report, as `netstat measure --format json` writes it, that say how long which work took. */
const reportSchema = v.looseObject({
  model: v.looseObject({ path: v.string() }),
  inputs: v.array(valueSchema),
  outputs: v.array(valueSchema),
  layers: v.array(
    v.looseObject({
      index: v.number(),
      op: v.string(),
      category: v.string(),
      times: v.nullable(v.union([v.number(), v.string()])),
      [ARITHMETIC]: v.nullable(v.union([v.number(), v.string()])),
      inputs: v.array(valueSchema),
      outputs: v.array(valueSchema),
      detail: v.optional(v.nullable(v.looseObject({}))),
    }),
  ),
  measurement: v.optional(
    v.looseObject({
      runtime: v.string(),
      version: v.string(),
      device: v.string(),
      level: v.string(),
      threads: v.nullable(v.number()),
      runs: v.number(),
      endToEnd: v.nullable(latencySchema),
      kernels: v.array(
        v.looseObject({
          name: v.string(),
          layers: v.array(v.number()),
          ms: v.optional(v.number()),
          medianMs: v.number(),
        }),
      ),
      machine: v.record(v.string(), v.union([v.string(), v.number()])),
    }),
  ),
});

/** A report as far as it says how long which work took. */
export interface SavedReport {
  [field: string]: unknown;
  model: { [field: string]: unknown; path: string };
  inputs: SavedValue[];
  outputs: SavedValue[];
  layers: {
    [field: string]: unknown;
    index: number;
    op: string;
    category: string;
    times: number | string | null;
    [ARITHMETIC]: number | string | null;
    inputs: SavedValue[];
    outputs: SavedValue[];
    detail?: Record<string, unknown> | null | undefined;
  }[];
  measurement?: SavedMeasurement | undefined;
}

/** The measured half of a report. */
export interface SavedMeasurement {
  [field: string]: unknown;
  runtime: string;
  version: string;
  device: string;
  level: string;
  threads: number | null;
  runs: number;
  endToEnd: { [field: string]: unknown; ms?: number | undefined; p10Ms: number } | null;
  kernels: {
    [field: string]: unknown;
    name: string;
    layers: number[];
    ms?: number | undefined;
    medianMs: number;
  }[];
  machine: Record<string, string | number>;
}

/**
 * The time of a kernel. Reports of version 0.1.0 have a median that includes the cost of profiling; later ones a figure
 * from which that is taken.
 */
export function kernelTime({ ms, medianMs }: SavedMeasurement['kernels'][number]): number {
  return Math.max(ms ?? medianMs, medianMs > 0 ? LEAST_MS : 0);
}

/** The sum of the kernels of a measurement. */
export function kernelsTime({ kernels }: SavedMeasurement): number {
  return kernels.reduce((sum, kernel) => sum + kernelTime(kernel), 0);
}

/** The time of a run without profiling on a quiet machine. */
export function quietTime({ endToEnd }: SavedMeasurement): number | null {
  return endToEnd === null ? null : (endToEnd.ms ?? endToEnd.p10Ms);
}

/** The least that a kernel is taken for, in milliseconds: below what clocks tell. */
export const LEAST_MS = 0.0003;

/** A report of netstat from its JSON; undefined for anything else. */
export function readSavedReport(json: unknown): SavedReport | undefined {
  const parsed = v.safeParse(reportSchema, json);
  return parsed.success ? parsed.output : undefined;
}

/** The network of a saved report. Values are told apart by their names. */
export function networkOfReport({ layers, inputs, outputs }: SavedReport): Network {
  const running = layers.map(
    (layer) => layer.category !== 'constant' && layer.category !== 'shape' && layer.times !== 0,
  );
  const producers = new Map<string, number>();
  layers.forEach((layer, index) => {
    for (const output of layer.outputs) if (output !== null && output.name !== '') producers.set(output.name, index);
  });
  const given = new Set(inputs.map((input) => input?.name));
  const valueOf = (value: SavedValue): NetworkValue | undefined => {
    if (value === null) return undefined;
    const producer = producers.get(value.name);
    const giver = producer === undefined ? undefined : layers[producer];
    return {
      id: value.name,
      dtype: value.dtype ?? undefined,
      dims: dimsOf(value),
      constant: giver === undefined ? !given.has(value.name) : giver.category === 'constant',
      dequantized: giver?.category === 'constant' && giver.op === DEQUANTIZE,
      producer: producer !== undefined && running[producer] === true ? producer : undefined,
    };
  };
  const all = (values: readonly SavedValue[]): readonly NetworkValue[] =>
    values.flatMap((value) => valueOf(value) ?? []);
  return {
    layers: layers.map((layer, index): NetworkLayer | undefined =>
      running[index] === true
        ? {
            index,
            op: layer.op,
            category: layer.category,
            times: numberOf(layer.times),
            arithmetic: numberOf(layer[ARITHMETIC]),
            inputs: layer.inputs.map(valueOf),
            outputs: layer.outputs.map(valueOf),
            facts: readFacts(layer.detail, readSize),
          }
        : undefined,
    ),
    inputs: all(inputs),
    outputs: all(outputs),
  };
}

function readSize(size: unknown): number | undefined {
  return typeof size === 'number' || typeof size === 'string' ? numberOf(size) : undefined;
}

function numberOf(count: number | string | null): number | undefined {
  if (typeof count === 'string') return /^\d+$/u.test(count) ? Number(count) : undefined;
  return count ?? undefined;
}

function dimsOf(value: NonNullable<SavedValue>): readonly number[] | undefined {
  const dims = value.shape?.flatMap((dim) => numberOf(dim) ?? []);
  return dims?.length === value.shape?.length ? dims : undefined;
}
