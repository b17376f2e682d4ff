import * as v from 'valibot';
import { NetstatError } from '../ir/index.js';
import { verdictSchema } from '../paper/index.js';
import type { GuidelineVerdict } from '../paper/index.js';
import type { Amounts } from './kernel-description.js';

/**
 * A kernel that ran: the network it belongs to, by position, its features in the order of its class, its amounts, and
 * how long it took.
 */
export interface Sample {
  network: number;
  features: number[];
  multiplyAdds: number;
  bytes: number;
  weightBytes: number;
  ms: number;
  /**
   * Only of a kernel that was far slower than all others say: the variance of its logarithm, by which it counts for
   * little.
   */
  doubt?: number | undefined;
}

/** The amounts of a kernel as a sample has them. */
export function sampledAmounts({ macs, bytes, constantBytes }: Amounts): Omit<Sample, 'network' | 'features' | 'ms'> {
  return { multiplyAdds: Math.round(macs), bytes, weightBytes: Math.round(constantBytes) };
}

/** The amounts of a sampled kernel. */
export function amountsOf({ multiplyAdds, bytes, weightBytes }: Sample): Amounts {
  return { macs: multiplyAdds, bytes, constantBytes: weightBytes };
}

/** Samples of kernels that are computed alike. */
export interface SampledClass {
  /** The wider class that stands in for classes that were not sampled; null for none. */
  family: string | null;
  /** Names of the features. */
  features: string[];
  samples: Sample[];
  /** How times vary with features. It follows from the samples and is kept so that a prediction need not fit again. */
  covariance: {
    centre: readonly number[];
    scale: readonly number[];
    lengths: readonly (number | null)[];
    signal: number;
    noise: number;
    mean: number;
  };
}

/** A network of the sweep, as a whole. */
export interface SweptNetwork {
  name: string;
  /** Kernels that ran, those without layers included, and their sum. */
  kernels: number;
  kernelsMs: number;
  /** From runs without profiling, among the quickest tenth; null where only kernels were measured. */
  quietMs: number | null;
  /** How much slower its kernels ran than those of the quieter networks: a logarithm. */
  slowness: number;
  /** Inputs and outputs. */
  values: number;
  inputBytes: number;
  outputBytes: number;
  /**
   * Values that kernels hand over in another layout than their reader's, where the platform keeps channels in blocks.
   */
  layoutChanges: { count: number; intoBytes: number; outOfBytes: number };
  /** The sum of the kernels that compute no layer. */
  overheadMs: number;
}

/** A platform, described by what was measured on it: a runtime on a device, at some threads. */
export interface Platform {
  kind: 'netstat platform';
  /** Grows when a reader of an earlier version would misread this one. */
  formatVersion: 1;
  /** The version of netstat that wrote it. */
  netstat: string;
  name: string;
  runtime: string;
  version: string;
  device: string;
  /** How far the runtime was allowed to rewrite the graph. */
  level: string;
  threads: number | null;
  machine: Record<string, string | number>;
  /** When it was measured, ISO 8601; null where the reports do not say. */
  date: string | null;
  /** How far two measurements of one network on this platform lay apart: the standard deviation of their logarithms. */
  noise: number;
  /**
   * The spread of measurements of one network at several moments: the standard deviation of their logarithms. A network
   * that is measured later meets such a moment, too. Undefined where no network was measured several times.
   */
  drift?: number | undefined;
  /** The networks of the sweep. */
  networks: SweptNetwork[];
  /** By situation: how often a kernel took a layer in, and how often not. */
  fusion: Record<string, [number, number]>;
  /** Nearly the best rates of any sample, which predictions start from. */
  rates: { flopsPerSecond: number; bytesPerSecond: number; weightBytesPerSecond: number; kernelMs: number };
  /**
   * The time of a run besides its kernels, by input and output and by their bytes, and what profiling adds to each
   * kernel.
   */
  session: { profilingMs: number; valueMs: number; inputMsPerByte: number; outputMsPerByte: number };
  /** The time of changes of layout. */
  layout: { changeMs: number; intoMsPerByte: number; outOfMsPerByte: number };
  /** Samples by the class of their kernel. */
  classes: Record<string, SampledClass>;
  /** Whether the guidelines hold there; only where `netstat paper` ran there. */
  verdicts?: readonly GuidelineVerdict[] | undefined;
}

const positive = v.pipe(v.number(), v.finite(), v.minValue(0));

const sampleSchema = v.object({
  network: v.pipe(v.number(), v.integer(), v.minValue(0)),
  features: v.array(v.pipe(v.number(), v.finite())),
  multiplyAdds: positive,
  bytes: positive,
  weightBytes: positive,
  ms: positive,
  doubt: v.optional(positive),
});

const covarianceSchema = v.object({
  centre: v.pipe(v.array(v.number()), v.readonly()),
  scale: v.pipe(v.array(v.number()), v.readonly()),
  lengths: v.pipe(v.array(v.nullable(v.number())), v.readonly()),
  signal: v.number(),
  noise: v.number(),
  mean: v.number(),
});

const classSchema = v.object({
  family: v.nullable(v.string()),
  features: v.array(v.string()),
  samples: v.array(sampleSchema),
  covariance: covarianceSchema,
});

const networkSchema = v.object({
  name: v.string(),
  kernels: v.number(),
  kernelsMs: positive,
  quietMs: v.nullable(positive),
  slowness: v.number(),
  values: v.number(),
  inputBytes: positive,
  outputBytes: positive,
  layoutChanges: v.object({ count: positive, intoBytes: positive, outOfBytes: positive }),
  overheadMs: positive,
});

const platformSchema = v.object({
  kind: v.literal('netstat platform'),
  formatVersion: v.literal(1),
  netstat: v.string(),
  name: v.string(),
  runtime: v.string(),
  version: v.string(),
  device: v.string(),
  level: v.string(),
  threads: v.nullable(v.number()),
  machine: v.record(v.string(), v.union([v.string(), v.number()])),
  date: v.nullable(v.string()),
  noise: positive,
  drift: v.optional(positive),
  networks: v.array(networkSchema),
  fusion: v.record(v.string(), v.tuple([v.number(), v.number()])),
  rates: v.object({
    flopsPerSecond: v.number(),
    bytesPerSecond: v.number(),
    weightBytesPerSecond: v.number(),
    kernelMs: v.number(),
  }),
  session: v.object({
    profilingMs: positive,
    valueMs: positive,
    inputMsPerByte: positive,
    outputMsPerByte: positive,
  }),
  layout: v.object({ changeMs: positive, intoMsPerByte: positive, outOfMsPerByte: positive }),
  classes: v.record(v.string(), classSchema),
  verdicts: v.optional(v.pipe(v.array(verdictSchema), v.readonly())),
});

/**
 * Reads a platform from its text, `path` being named in errors.
 * @throws NetstatError when it is not one
 */
export function readPlatform(text: string, path: string): Platform {
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch {
    throw new NetstatError('bad-option', `${path}: this is not JSON; give a file that netstat calibrate wrote`);
  }
  const parsed = v.safeParse(platformSchema, json);
  if (parsed.success) return parsed.output;
  const [issue] = parsed.issues;
  throw new NetstatError(
    'bad-option',
    `${path}: this is no platform: ${v.getDotPath(issue) ?? 'the file'}: ${issue.message}; give a ` +
      'file that netstat calibrate wrote',
  );
}
