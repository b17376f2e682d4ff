import { expect, it } from 'vitest';
import { constant, float, model, node, value } from '../../fixtures/build/model.js';
import { inspectBytes } from '../../src/index.js';
import json from '../../src/formats/json.js';
import { fromJson } from '../../src/report/index.js';
import { expectValid } from '../testers/report-schema.js';
import { print } from '../testers/test-format.js';

interface PrintedDetails {
  readonly models: readonly { readonly layers: readonly { readonly detail: { readonly parameters: unknown } }[] }[];
}

// JSON has neither (RFC 8259, section 6): a bound that bounds nothing is left out.
it.each([
  [Number.NEGATIVE_INFINITY, Number.POSITIVE_INFINITY],
  [Number.NaN, 6],
])('what is printed of a Clip from %d to %d keeps to the published schema', (least, most) => {
  const bytes = model({
    opset: 17,
    inputs: [value('x', 'float32', [1, 8])],
    outputs: ['y', 'z'],
    initializers: [constant('least', 'float32', [], [least]), constant('most', 'float32', [], [most])],
    nodes: [node('Clip', ['x', 'least', 'most'], ['y']), node('LeakyRelu', ['x'], ['z'], { alpha: float(least) })],
  });
  const document = JSON.parse(print(json, [fromJson(inspectBytes(bytes))])) as PrintedDetails;
  expectValid(document);
  const [clip, relu] = document.models[0]?.layers ?? [];
  expect(clip?.detail.parameters).toEqual(Number.isFinite(most) ? { max: most } : {});
  expect(relu?.detail.parameters).toEqual({});
});
