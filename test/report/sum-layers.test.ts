import { expect, it } from 'vitest';
import { model, node, value } from '../../fixtures/build/model.js';
import { parse } from '../../src/dim/index.js';
import { figureNamed } from '../../src/figures/index.js';
import { memorySource, readModel } from '../../src/onnx/index.js';
import { fromJson, makeReport, sumOfLayers, toJson } from '../../src/report/index.js';
import { ordinary } from '../testers/sample-report.js';

/** Layers of a size each, all of them open. */
function layersOf(count: number): Parameters<typeof sumOfLayers>[0] {
  const sizes = Array.from({ length: count }, (_, index) => index);
  const bytes = model({
    opset: 17,
    inputs: sizes.map((index) => value(`x${index}`, 'float32', [`N${index}`])),
    outputs: sizes.map((index) => `y${index}`),
    nodes: sizes.map((index) => node('Relu', [`x${index}`], [`y${index}`])),
  });
  return makeReport('wide.onnx', readModel(memorySource(bytes))).layers;
}

it('sums what layers of open sizes do', () => {
  const { value: flops, partial } = sumOfLayers(layersOf(2000), figureNamed('flops'));
  expect(partial).toBe(false);
  expect(flops).toEqual(parse(Array.from({ length: 2000 }, (_, index) => `N${index}`).join(' + ')));
});

it('takes the most of few open sizes, and of many says that nobody knows', () => {
  const [layer] = fromJson(toJson(ordinary)).layers;
  if (layer === undefined) throw new Error('the sample has layers');
  const needing = (count: number): typeof ordinary.layers =>
    Array.from({ length: count }, (_, index) => ({ ...layer, activationFusedBytes: parse(`N${index % 1000}`) }));
  const activation = figureNamed('peak-activations');
  expect(sumOfLayers(needing(3), activation)).toEqual({ value: parse('max(N0, N1, N2)'), partial: false });
  expect(sumOfLayers(needing(1000), activation)).toEqual({ value: undefined, partial: true });
});

it('gives nothing of no layers', () => {
  expect(sumOfLayers([], figureNamed('flops'))).toEqual({ value: 0, partial: false });
});
