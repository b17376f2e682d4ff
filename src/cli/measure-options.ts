import type { Argv } from 'yargs';
import type { Roofline } from '../analysis/index.js';
import { NetstatError } from '../ir/index.js';
import type { Subject } from '../measurement/index.js';
import { checkLevel, levels, runnable } from '../runtimes/index.js';
import type { RunSettings } from '../runtimes/index.js';
import { readWholeNumber } from './whole-number.js';

/** Declares how a model is run and measured. */
export function declareMeasuring<T>(parser: Argv<T>) {
  return parser
    .option('runtime', {
      describe: `What runs the model: ${runnable.map(({ name }) => name).join(', ')}`,
      type: 'string',
      requiresArg: true,
      default: 'onnxruntime',
      group: 'Measuring:',
    })
    .option('device', {
      describe: `Where it runs: ${[...new Set(runnable.flatMap(({ devices }) => devices))].join(', ')}`,
      type: 'string',
      requiresArg: true,
      defaultDescription: "the runtime's first",
      group: 'Measuring:',
    })
    .option('browser', {
      describe: 'The browser of --runtime browser: chromium, chrome, edge, firefox',
      type: 'string',
      requiresArg: true,
      defaultDescription: 'the first that is installed',
      group: 'Measuring:',
    })
    .option('open-url', {
      describe: 'With --runtime browser: print an address for another device on the network, and wait for it',
      type: 'boolean',
      default: false,
      group: 'Measuring:',
    })
    .option('level', {
      describe:
        `How far the runtime may rewrite the graph: ${levels.join(', ')}; a lower one runs other ` +
        'algorithms than those that are deployed',
      type: 'string',
      requiresArg: true,
      default: 'all',
      group: 'Measuring:',
    })
    .option('threads', {
      describe: 'Threads that one operator may use; 1,2 compares',
      type: 'string',
      requiresArg: true,
      default: '1',
      group: 'Measuring:',
    })
    .option('runs', {
      describe: 'Runs that are counted',
      type: 'string',
      requiresArg: true,
      defaultDescription: 'at least 20, and more of a fast model or on a busy machine',
      group: 'Measuring:',
    })
    .option('warmup', {
      describe: 'Runs before the counted ones',
      type: 'string',
      requiresArg: true,
      default: '5',
      group: 'Measuring:',
    })
    .option('seed', {
      describe: 'Seed of the inputs that are made up',
      type: 'string',
      requiresArg: true,
      default: '1',
      group: 'Measuring:',
    })
    .option('time-limit', {
      describe: 'Seconds that a measurement may take as a whole; 5 runs are made at least',
      type: 'string',
      requiresArg: true,
      default: '60',
      group: 'Measuring:',
    });
}

/** The values of those options. */
export interface MeasureArguments {
  readonly runtime: string;
  readonly device: string | undefined;
  readonly browser: string | undefined;
  readonly 'open-url': boolean;
  readonly level: string;
  readonly threads: string;
  readonly runs: string | undefined;
  readonly warmup: string;
  readonly 'time-limit': string;
}

/**
 * Reads how to measure: the settings to run with, one for each choice of those that are listed, and how long.
 * @throws NetstatError for a value that the option does not take
 */
export function readMeasuring(given: MeasureArguments): {
  readonly variants: readonly Subject['options'][];
  readonly pace: RunSettings['pace'];
} {
  const devices = given.device === undefined ? [undefined] : listOf(given.device);
  const chosen = listOf(given.level);
  for (const level of chosen) checkLevel(level, '--level');
  if (given.runtime !== 'browser' && (given.browser !== undefined || given['open-url'])) {
    throw new NetstatError('bad-option', '--browser and --open-url go with --runtime browser');
  }
  const where = { browser: given.browser, showAddress: given['open-url'] ? printAddress : undefined };
  const threads = listOf(given.threads).map((each) => readWholeNumber('--threads', each, 1));
  return {
    variants: devices.flatMap((device) =>
      chosen.flatMap((level) => threads.map((count) => ({ device, level, threads: count, ...where }))),
    ),
    pace: {
      runs: given.runs === undefined ? undefined : readWholeNumber('--runs', given.runs, 1),
      warmup: readWholeNumber('--warmup', given.warmup, 0),
      timeLimitMs: 1000 * readWholeNumber('--time-limit', given['time-limit'], 1),
    },
  };
}

/** Tells a person which address the other device opens. */
function printAddress(address: string): void {
  process.stderr.write(`open ${address} in the browser of the other device, and keep its page in the foreground\n`);
}

/** The values of an option that takes several, between commas; each once. */
function listOf(text: string): readonly string[] {
  return [...new Set(text.split(',').map((part) => part.trim()))];
}

/**
 * The roofline that `--roofline` gives.
 * @throws NetstatError for text that is not two numbers
 */
export function readRoofline(text: string | undefined): Roofline | undefined {
  if (text === undefined) return undefined;
  const [gigaflops, gigabytes, ...others] = text
    .split(',')
    .map((part) => (part.trim() === '' ? Number.NaN : Number(part)));
  const isPair =
    gigaflops !== undefined &&
    gigabytes !== undefined &&
    others.length === 0 &&
    gigaflops > 0 &&
    gigabytes > 0 &&
    Number.isFinite(gigaflops * gigabytes);
  if (!isPair) {
    throw new NetstatError('bad-option', `--roofline ${text}: should be like --roofline 90,20: GFLOP/s and GB/s`);
  }
  return { flopsPerSecond: gigaflops * 1e9, bytesPerSecond: gigabytes * 1e9 };
}
