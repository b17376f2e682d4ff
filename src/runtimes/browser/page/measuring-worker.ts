// Runs beside a page that measures: reads the model, runs it on onnxruntime-web, and answers with the measured report.

import type { MeasuringAnswer, MeasuringRequest } from '../../../formats/index.js';
import { calibrate, measure } from '../../../measurement/index.js';
import type { Measurement, Runtime } from '../../../measurement/index.js';
import type { Roofline } from '../../../analysis/index.js';
import { memorySource, readModel } from '../../../onnx/index.js';
import { reportOf, toJson } from '../../../report/index.js';
import { absentWeights } from '../../absent-weights.js';
import { makeProbes } from '../../onnxruntime/probes.js';
import { prepareModel } from '../../prepare-model.js';
import type { PreparedModel } from '../../prepare-model.js';
import { describeBrowser } from './describe-browser.js';
import { deviceRuntime } from './device-runtime.js';
import { isAmong, runtimeHere } from './runtime-here.js';
import { messageOf } from '../../../ir/index.js';

/** The defaults of `netstat measure`. */
const SEED = 1;
const WARMUP = 5;
const TIME_LIMIT_MS = 60_000;

/** Models whose two sessions hold more than this run one after the other: a tab has some gigabytes. */
const TOGETHER_BYTES = 300e6;

/** How long each probe of a calibration may run, in milliseconds, and the largest set of memory that one works on. */
const PROBE_MS = 200;
const PROBE_MEBIBYTES = 48;

// Threads of onnxruntime-web are workers of this script too; they have a name and do their own work.
if (!self.name.startsWith('em-pthread')) {
  addEventListener('message', ({ data }: MessageEvent<MeasuringRequest>) => {
    void answerTo(data)
      .catch((error: unknown): MeasuringAnswer => ({
        kind: 'failed',
        message: messageOf(error),
      }))
      .then(say);
  });
}

function say(answer: MeasuringAnswer): void {
  self.postMessage(answer);
}

async function answerTo(request: MeasuringRequest): Promise<MeasuringAnswer> {
  const { device, threads, file, name, dims, weights, binary } = request;
  if (deviceRuntime === undefined) throw new Error('onnxruntime-web is put into this script when it is built');
  deviceRuntime.env.wasm.wasmBinary = await binary.arrayBuffer();
  const bytes = new Uint8Array(await file.arrayBuffer());
  const runtime = runtimeHere(deviceRuntime, device, weights);
  const options = { device, level: 'all', threads };
  const prepared = prepareModel(
    { kind: 'bytes', bytes },
    readModel(memorySource(bytes)),
    { dims },
    { runtime, inputs: new Map(), seed: SEED, options },
  );
  const measurement = request.measurement ?? (await measureModel(prepared, bytes.byteLength));
  const roofline = request.measurement === undefined ? request.roofline : await calibrateHere(runtime, options);
  const report = reportOf(name, prepared.analysis, {}, { measurement, roofline });
  const zeros = [...absentWeights(prepared.runnable.model, isAmong(weights)).files.keys()];
  return { kind: 'measured', report: toJson(report), measurement, roofline, zeros };
}

async function measureModel(prepared: PreparedModel, modelBytes: number): Promise<Measurement> {
  const measurement = await measure(
    prepared,
    { warmup: WARMUP, timeLimitMs: TIME_LIMIT_MS, together: modelBytes < TOGETHER_BYTES },
    { description: describeBrowser() },
    (doing, share) => say({ kind: 'progress', doing, share }),
  );
  return { ...measurement, notes: [...prepared.notes, ...measurement.notes] };
}

/** The most that the device does, by small models: a few seconds, and tens of megabytes. */
async function calibrateHere(runtime: Runtime, options: PreparedModel['options']): Promise<Roofline> {
  const probes = makeProbes(PROBE_MEBIBYTES);
  return calibrate(
    runtime,
    probes,
    { ...options, timeLimitMs: TIME_LIMIT_MS },
    {
      probeMs: PROBE_MS,
      progress: (done) => say({ kind: 'progress', doing: 'calibrate', share: done / probes.length }),
    },
  );
}
