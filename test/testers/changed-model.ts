import { expect } from 'vitest';
import { model } from '../../fixtures/build/model.js';
import type { ModelSpec } from '../../fixtures/build/model.js';
import { changeModel, isRefused, writeChanged } from '../../src/changes/index.js';
import type { ChangedModel, Wishes } from '../../src/changes/index.js';
import { memorySource, readModel } from '../../src/onnx/index.js';
import { check } from '../../src/rules/index.js';
import type { Rule } from '../../src/rules/index.js';
import { analyseModel } from './analyse-model.js';

/** The change that a rule's only finding names, on a platform of another runtime than onnxruntime. */
export function wishesOf(rule: Rule, spec: ModelSpec, runtime = 'tensorrt'): Wishes | undefined {
  let asked: Wishes | undefined;
  check([rule], analyseModel(spec), {
    times: {
      runtime,
      worthOf(wishes) {
        asked = wishes;
        return { kind: 'unknown', reason: 'nobody knows' };
      },
    },
  });
  return asked;
}

/** A model with a change that is possible. */
export function changed(spec: ModelSpec, wishes: Wishes | undefined): ChangedModel {
  const result = changeModel(analyseModel(spec), wishes ?? {});
  if (isRefused(result)) throw new Error(result.reason);
  return result;
}

/** The operators of a changed model, as it is in memory and as it is written and read again. */
export async function operatorsOf(spec: ModelSpec, wishes: Wishes | undefined): Promise<readonly string[]> {
  const { analysis, edits } = changed(spec, wishes);
  const ofLayers = analysis.layers.map(({ node: { opType } }) => opType);
  const bytes = model(spec);
  const written = await writeChanged(memorySource(bytes), readModel(memorySource(bytes)), edits);
  const read = readModel(memorySource(written.bytes));
  expect(read.graph.nodes.map(({ opType }) => opType)).toEqual(ofLayers);
  return ofLayers;
}
