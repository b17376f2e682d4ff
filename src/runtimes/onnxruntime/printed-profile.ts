import { NetstatError } from '../../ir/index.js';
import type { Profile } from '../../measurement/index.js';
import { readTrace } from '../profiles/trace-events.js';
import { anchorsOfName } from './anchors.js';
import { kernelByName } from './kernel-by-name.js';

/** What onnxruntime puts in by itself, by operator: all nodes of the model bear a mark in their names. */
const ownPurposes: Readonly<Record<string, string>> = {
  Transpose: 'a change of layout',
  MemcpyFromHost: 'a copy to the device',
  MemcpyToHost: 'a copy from the device',
};

/** The step that clocks of runtimes have, in milliseconds: whole microseconds. */
const FINE_MS = 0.001;

/**
 * The profile that onnxruntime-web has printed, an event a line; kernels keep the names that netstat gave to nodes. `clockMs` is the step of the clock
 * that timed them.
 * @throws NetstatError when it has printed none
 */
export function profileOfPrinted(text: string, unmark: (name: string) => string, clockMs = FINE_MS): Profile {
  const events = text
    .split('\n')
    .map((line) => line.trim().replace(/,$/u, ''))
    .filter((line) => line.startsWith('{') && line.endsWith('}'))
    .map((line): unknown => JSON.parse(line));
  if (events.length === 0) throw new NetstatError('runtime-failed', 'onnxruntime-web printed no profile');
  const { kernels, runsMs, peakMemoryBytes } = readTrace(events, 'the profile that onnxruntime-web printed');
  return {
    kernels: kernels
      .map((kernel) => ({
        ...kernelByName(kernel, (name) => anchorsOfName(name, true)),
        ...(!kernel.name.includes('@') && ownPurposes[kernel.op] !== undefined && { purpose: ownPurposes[kernel.op] }),
      }))
      .map((kernel) => ({ ...kernel, name: unmark(kernel.name) })),
    runs: runsMs.length,
    ...(clockMs > FINE_MS && { coarse: { clockMs, runsMs } }),
    peakMemoryBytes,
  };
}
