import * as v from 'valibot';
import { NetstatError } from '../ir/index.js';

const positive = v.pipe(v.number(), v.finite(), v.minValue(0));

/** One kernel that ran: the network it belongs to, by position, its features in the order of its class, its amounts, and how long it took. */
const sampleSchema = v.object({
  network: v.pipe(v.number(), v.integer(), v.minValue(0)),
  features: v.array(v.pipe(v.number(), v.finite())),
  multiplyAdds: positive,
  bytes: positive,
  weightBytes: positive,
  ms: positive,
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
  /** The wider class that stands in for classes that were not sampled; null for none. */
  family: v.nullable(v.string()),
  /** Names of the features. */
  features: v.array(v.string()),
  samples: v.array(sampleSchema),
  /** How times vary with features. Follows from the samples: kept so that a prediction need not fit again. */
  covariance: covarianceSchema,
});

/** One network of the sweep, as a whole. */
const networkSchema = v.object({
  name: v.string(),
  /** Kernels that ran, those without layers included, and their sum. */
  kernels: v.number(),
  kernelsMs: positive,
  /** From runs without profiling, among the quickest tenth; null where only kernels were measured. */
  quietMs: v.nullable(positive),
  /** How much slower its kernels ran than those of the quieter networks: a logarithm. Other work on the machine slows a network as a whole. */
  slowness: v.number(),
  /** Inputs and outputs. */
  values: v.number(),
  inputBytes: positive,
  outputBytes: positive,
  /** Values that kernels hand over in another layout than their reader's, where the platform keeps channels in blocks. */
  layoutChanges: v.object({ count: positive, intoBytes: positive, outOfBytes: positive }),
  /** The sum of the kernels that compute no layer. */
  overheadMs: positive,
});

const platformSchema = v.object({
  kind: v.literal('netstat platform'),
  /** Grows when a reader of an earlier version would misread this one. */
  formatVersion: v.literal(1),
  /** The version of netstat that wrote it. */
  netstat: v.string(),
  name: v.string(),
  runtime: v.string(),
  version: v.string(),
  device: v.string(),
  /** How far the runtime was allowed to rewrite the graph. */
  level: v.string(),
  threads: v.nullable(v.number()),
  machine: v.record(v.string(), v.union([v.string(), v.number()])),
  /** When it was measured, ISO 8601; null where the reports do not say. */
  date: v.nullable(v.string()),
  /** How far two measurements of one network on this platform lay apart: the standard deviation of their logarithms. */
  noise: positive,
  /** The networks of the sweep. */
  networks: v.array(networkSchema),
  /** By situation: how often a kernel took a layer in, and how often not. */
  fusion: v.record(v.string(), v.tuple([v.number(), v.number()])),
  /** Nearly the best rates of any sample, which predictions start from. */
  rates: v.object({
    flopsPerSecond: v.number(),
    bytesPerSecond: v.number(),
    weightBytesPerSecond: v.number(),
    kernelMs: v.number(),
  }),
  /** What a run takes besides its kernels, by input and output and by their bytes, and what profiling adds to each kernel. */
  session: v.object({
    profilingMs: positive,
    valueMs: positive,
    inputMsPerByte: positive,
    outputMsPerByte: positive,
  }),
  /** What changes of layout take. */
  layout: v.object({ changeMs: positive, intoMsPerByte: positive, outOfMsPerByte: positive }),
  /** Samples by the class of their kernel. */
  classes: v.record(v.string(), classSchema),
});

/** A platform, described by what was measured on it: a runtime on a device, at some threads. */
export type Platform = v.InferOutput<typeof platformSchema>;

/** A kernel that ran. */
export type Sample = v.InferOutput<typeof sampleSchema>;

/** Samples of kernels that are computed alike. */
export type SampledClass = v.InferOutput<typeof classSchema>;

/** A network of the sweep. */
export type SweptNetwork = v.InferOutput<typeof networkSchema>;

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
    `${path}: this is no platform: ${v.getDotPath(issue) ?? 'the file'}: ${issue.message}; give a file that netstat calibrate wrote`,
  );
}
