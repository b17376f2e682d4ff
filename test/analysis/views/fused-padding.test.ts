import { describe, expect, it } from 'vitest';
import { constant, node, value } from '../../../fixtures/build/model.js';
import type { ModelSpec } from '../../../fixtures/build/model.js';
import { fusionOf, kernelsOf } from '../../../src/analysis/index.js';
import { analyseModel } from '../../testers/analyse-model.js';

/** A map of 4×16×16 in a margin of one zero, which a 3×3 convolution to 8 channels reads. */
function padded(more: Partial<ModelSpec> = {}, dtype: 'float32' | 'float16' = 'float32'): ModelSpec {
  return {
    opset: 17,
    inputs: [value('x', dtype, [1, 4, 16, 16])],
    outputs: ['y'],
    nodes: [node('Pad', ['x', 'margins'], ['p']), node('Conv', ['p', 'w'], ['y'])],
    initializers: [
      constant('margins', 'int64', [8], [0, 0, 1, 1, 0, 0, 1, 1]),
      constant('w', dtype, [8, 4, 3, 3], new Array<number>(288).fill(0.5)),
    ],
    ...more,
  };
}

describe('a Pad by zeros before a convolution', () => {
  it('moves nothing of its own: the convolution reads the map as it was', () => {
    const { totalBytes, bytes } = fusionOf(analyseModel(padded()));
    // 4·16·16 read, 8·4·3·3 weights, 8·16·16 written, at 4 bytes each.
    expect(totalBytes).toBe(4 * (1024 + 288 + 2048));
    expect(bytes).toEqual([0, 4 * (1024 + 288 + 2048)]);
  });

  it('is no kernel, and the larger map is never in memory', () => {
    const analysis = analyseModel(padded());
    expect(kernelsOf(analysis).map(({ anchor, reads }) => [anchor.node.opType, reads.map(({ name }) => name)])).toEqual(
      [['Conv', ['x']]],
    );
  });

  it.each([
    ['another layer reads the larger map', [node('Neg', ['p'], ['z'])], ['y', 'z']],
    ['the graph gives the larger map out', [], ['y', 'p']],
  ])('is a kernel where %s', (_, nodes, outputs) => {
    const spec = padded();
    const analysis = analyseModel({ ...spec, nodes: [...spec.nodes, ...nodes], outputs });
    // The map of 4·18·18 is written and read; eight margins of 8 bytes are read.
    expect(fusionOf(analysis).bytes.slice(0, 2)).toEqual([4 * (1024 + 1296) + 64, 4 * (1296 + 288 + 2048)]);
  });
});
