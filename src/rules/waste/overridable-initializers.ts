import { isRunning, overridableOf } from '../../analysis/index.js';
import { defineRule } from '../define.js';
import { thingsText } from '../../text/index.js';
import { placeOf } from '../place.js';

export default defineRule({
  id: 'overridable-initializers',
  severity: 'warning',
  summary: 'An initializer that the graph lists as an input too is no constant: runtimes fold, fuse and lay out less.',
  options: {},
  metric: {
    name: 'initializers',
    unit: 'count',
    of: (analysis) => overridableOf(analysis).tensors.size,
  },
  *check(analysis) {
    const overridable = overridableOf(analysis);
    if (overridable.tensors.size === 0) return;
    const readers = analysis.layers.filter((layer) => isRunning(layer) && overridable.isReadBy(layer));
    const layers = readers.map(({ index }) => index);
    if (layers.length === 0) return;
    const { size } = overridable.tensors;
    yield {
      layers,
      message:
        `${placeOf(analysis, layers)}: ${thingsText(size, 'initializer')} ` +
        `${size === 1 ? 'is an input' : 'are inputs'} of the graph too, so that a caller may replace ` +
        `${size === 1 ? 'it' : 'them'} and onnxruntime cannot fold or fuse what reads ` +
        `${size === 1 ? 'it' : 'them'}: take ${size === 1 ? 'it' : 'them'} out of the graph's inputs`,
      data: { initializers: size, layers: layers.length },
    };
  },
});
