import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { model } from '../../fixtures/build/model.js';
import type { ModelSpec } from '../../fixtures/build/model.js';
import type { Graph } from '../../src/ir/index.js';
import { memorySource, readModel } from '../../src/onnx/index.js';

// onnxruntime would report its use to its makers.
process.env['ORT_DISABLE_TELEMETRY'] = '1';
const runtime = await import('onnxruntime-node').catch(() => undefined);

/** Whether onnxruntime is there: after `npm run test:setup`. */
export const canOptimise = runtime !== undefined;

/** The graph that onnxruntime makes of a model when it loads it. */
export async function optimise(spec: ModelSpec, level: 'basic' | 'all'): Promise<Graph> {
  if (runtime === undefined) throw new Error('onnxruntime is not installed: npm run test:setup');
  const folder = mkdtempSync(path.join(tmpdir(), 'netstat-optimise-'));
  try {
    const optimizedModelFilePath = path.join(folder, 'optimised.onnx');
    const session = await runtime.InferenceSession.create(model(spec), {
      graphOptimizationLevel: level,
      optimizedModelFilePath,
      logSeverityLevel: 4,
    });
    await session.release();
    return readModel(memorySource(readFileSync(optimizedModelFilePath))).graph;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
