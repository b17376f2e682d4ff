import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { openFile } from '../../files/index.js';
import { NetstatError, suggest } from '../../ir/index.js';
import type { Model } from '../../ir/index.js';
import type { Profile, RunnableModel, Session, SessionOptions } from '../../measurement/index.js';
import { readModel } from '../../onnx/index.js';
import { absentWeights } from '../absent-weights.js';
import { filesBeside, readableBeside } from '../files-beside.js';
import type { ChildSession, RuntimePackage } from './child-protocol.js';
import { startModelProcess } from './child-process.js';
import { unmarker } from '../node-names.js';
import { modelKernelsOf } from './kernels.js';
import { profileOfPrinted } from './printed-profile.js';
import { makeTemporaryFolder } from '../temporary-folder.js';
import { readTrace } from '../profiles/trace-events.js';

/**
 * A model that stores more than this is written without its weights when it has been optimised: one protobuf holds 2
 * GiB.
 */
const LARGEST_WITH_WEIGHTS = 2 ** 30;

/** A package of onnxruntime, and the devices that it has, the usual one first. */
interface Package {
  readonly name: RuntimePackage;
  readonly devices: readonly string[];
}

/**
 * Opens a model in a process of its own.
 * @throws NetstatError when the package is not installed, lacks the device, or will not take the model
 */
export async function openInProcess(
  runnable: RunnableModel,
  options: SessionOptions,
  { name, devices }: Package,
): Promise<Session> {
  const device = options.device ?? devices[0] ?? '';
  if (!devices.includes(device)) {
    throw new NetstatError(
      'device-absent',
      `${name === 'onnxruntime-web' ? name : 'onnxruntime'} has no device ${device}; ${suggest(device, devices)}`,
    );
  }
  const folder = makeTemporaryFolder();
  const unmark = unmarker(runnable.model);
  const printedTo = name === 'onnxruntime-web' && options.profiled ? path.join(folder.path, 'printed.txt') : undefined;
  const child = startModelProcess(folder.path, unmark, printedTo);
  const end = (): void => {
    child.end();
    folder.remove();
  };
  try {
    const session = childSession(name, runnable, { ...options, device }, options.profiled ? folder.path : undefined);
    const opened = await child.ask({ kind: 'open', session }, 'load the model', options.timeLimitMs);
    return {
      version: opened.kind === 'opened' ? opened.version : '',
      device,
      level: options.level,
      threads: options.threads,
      notes: notesOn(session),
      run: async (count) => {
        const ran = await child.ask({ kind: 'run', count }, 'run the model', options.timeLimitMs);
        return ran.kind === 'ran' ? ran.runs : [];
      },
      close: async () => {
        try {
          await child.ask({ kind: 'close' }, 'end the session', options.timeLimitMs);
          if (!options.profiled) return undefined;
          return printedTo === undefined
            ? readProfile(folder.path, device, runnable.model, unmark)
            : profileOfPrinted(readFileSync(printedTo, 'utf8'), runnable.model);
        } finally {
          end();
        }
      },
    };
  } catch (error) {
    end();
    throw error;
  }
}

function childSession(
  name: RuntimePackage,
  { source, model, inputs }: RunnableModel,
  { device, level, threads }: SessionOptions & { readonly device: string },
  profileFolder: string | undefined,
): ChildSession {
  const weights = absentWeights(model, filesBeside(source));
  const bytes = [...weights.files.values()].reduce((sum, length) => sum + length, model.bytes);
  const outputs = model.graph.outputs
    .filter(({ type }) => type === undefined || type.kind === 'tensor')
    .map(({ name }) => name);
  return {
    package: name,
    source,
    inputs,
    outputs,
    device,
    level,
    threads,
    profileFolder,
    absentWeights: weights,
    weightFiles: readableBeside(source, weights.present),
    weightsApart: bytes > LARGEST_WITH_WEIGHTS,
  };
}

function notesOn({ absentWeights: { files } }: ChildSession): readonly string[] {
  return files.size === 0 ? [] : [`the weights in ${[...files.keys()].join(', ')} are not there: zeros stood for them`];
}

/** The profile that a session has left in its folder. */
function readProfile(folder: string, device: string, model: Model, unmark: (name: string) => string): Profile {
  const trace = readdirSync(folder).find((name) => name.startsWith('profile') && name.endsWith('.json'));
  if (trace === undefined) throw new NetstatError('runtime-failed', 'onnxruntime wrote no profile');
  const { kernels, runsMs, hostKernels, untimed, peakMemoryBytes, plannedBytes } = readTrace(
    JSON.parse(readFileSync(path.join(folder, trace), 'utf8')),
    'the profile that onnxruntime wrote',
  );
  const optimised = readOptimised(path.join(folder, 'optimised.onnx'));
  return {
    kernels: modelKernelsOf(kernels, optimised, model, true).map((kernel) => ({
      ...kernel,
      name: unmark(kernel.name),
    })),
    runs: runsMs.length,
    peakMemoryBytes,
    plannedBytes,
    // Without them the layers that are left would look as if nobody computed them.
    ...(untimed.size > 0 && { partial: true as const }),
    notes: [
      ...(untimed.size === 0
        ? []
        : [
            `this build of onnxruntime does not time what ${device} does: the split holds the kernels on the CPU alone`,
          ]),
      ...(device === 'cpu' || hostKernels === 0
        ? []
        : [`${hostKernels} of ${kernels.length} kernels ran on the CPU: ${device} has none of their kind`]),
    ],
  };
}

function readOptimised(file: string): Model {
  const source = openFile(file);
  try {
    return readModel(source);
  } finally {
    source.close();
  }
}
