// Runs beside a page that measures: reads the model, runs it on onnxruntime-web, and answers with the measured report.

import type { MeasuringAnswer, MeasuringRequest } from '../../../formats/index.js';
import { measure } from '../../../measurement/index.js';
import { memorySource, readModel } from '../../../onnx/index.js';
import { reportOf, toJson } from '../../../report/index.js';
import { prepareModel } from '../../prepare-model.js';
import { describeBrowser } from './describe-browser.js';
import { deviceRuntime } from './device-runtime.js';
import { runtimeHere } from './runtime-here.js';

/** As `netstat measure` has them. */
const SEED = 1;
const WARMUP = 5;
const TIME_LIMIT_MS = 60_000;

/** Models whose two sessions hold more than this run one after the other: a tab has some gigabytes. */
const TOGETHER_BYTES = 300e6;

// Threads of onnxruntime-web are workers of this script too; they have a name and do their own work.
if (!self.name.startsWith('em-pthread')) {
  addEventListener('message', ({ data }: MessageEvent<MeasuringRequest>) => {
    void answerTo(data)
      .catch((error: unknown): MeasuringAnswer => ({
        kind: 'failed',
        message: error instanceof Error ? error.message : String(error),
      }))
      .then(say);
  });
}

function say(answer: MeasuringAnswer): void {
  self.postMessage(answer);
}

async function answerTo({ device, threads, file, name, dims, binary }: MeasuringRequest): Promise<MeasuringAnswer> {
  if (deviceRuntime === undefined) throw new Error('onnxruntime-web is put into this script when it is built');
  deviceRuntime.env.wasm.wasmBinary = await binary.arrayBuffer();
  const bytes = new Uint8Array(await file.arrayBuffer());
  const runtime = runtimeHere(deviceRuntime, device);
  const prepared = prepareModel(
    { kind: 'bytes', bytes },
    readModel(memorySource(bytes)),
    { dims },
    { runtime, inputs: new Map(), seed: SEED, options: { device, level: 'all', threads } },
  );
  const measurement = await measure(
    prepared,
    { warmup: WARMUP, timeLimitMs: TIME_LIMIT_MS, together: bytes.byteLength < TOGETHER_BYTES },
    { machine: describeBrowser() },
    (doing, share) => say({ kind: 'progress', doing, share }),
  );
  const notes = [...prepared.notes, ...measurement.notes];
  const report = reportOf(name, prepared.analysis, {}, { measurement: { ...measurement, notes } });
  return { kind: 'measured', report: toJson(report) };
}
