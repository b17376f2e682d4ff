import { bind, parse, print } from '../../../dim/index.js';
import type { Count, LayerReport, ModelReport, NamedValue } from '../../../report/index.js';
import { asNumber, dimOf } from './quantities.js';

/** A report with symbols bound to numbers: its formulas evaluated. What was found in the model stays as it was found. */
export function bindReport(report: ModelReport, dims: ReadonlyMap<string, number>): ModelReport {
  if (dims.size === 0) return report;
  const known = new Map<string, Count>();
  const count = (value: Count): Count => {
    if (typeof value !== 'string') return value;
    let result = known.get(value);
    if (result === undefined) {
      const bound = bind(parse(value), dims);
      result = typeof bound === 'number' ? bound : print(bound);
      known.set(value, result);
    }
    return result;
  };
  const named = (value: NamedValue): NamedValue =>
    'shape' in value && value.shape !== null ? { ...value, shape: value.shape.map((dim) => count(dim) ?? dim) } : value;
  const namedOrNull = (value: NamedValue | null): NamedValue | null => (value === null ? null : named(value));
  const figures = (of: ModelReport['totals'] | LayerReport) => ({
    multiplyAdds: count(of.multiplyAdds),
    flops: count(of.flops),
    memoryReadBytes: count(of.memoryReadBytes),
    memoryWriteBytes: count(of.memoryWriteBytes),
    memoryAccessBytes: count(of.memoryAccessBytes),
    memoryAccessElements: count(of.memoryAccessElements),
    arithmeticIntensity: ratio(count(of.flops), count(of.memoryAccessBytes)),
  });
  const { totals, unbound, bindings, inputs, outputs, layers, convention } = report;
  return {
    ...report,
    bindings: { ...bindings, ...Object.fromEntries(dims) },
    unbound: unbound.filter(({ symbol }) => !dims.has(symbol)),
    inputs: inputs.map(named),
    outputs: outputs.map(named),
    ...(convention === undefined
      ? {}
      : {
          convention: {
            ...convention,
            total: count(convention.total) ?? convention.total,
            layers: convention.layers.map(count),
          },
        }),
    totals: {
      ...totals,
      ...figures(totals),
      params: count(totals.params),
      buffers: count(totals.buffers),
      paramBytes: count(totals.paramBytes),
      memoryAccessFusedBytes: count(totals.memoryAccessFusedBytes),
      peakActivationBytes: count(totals.peakActivationBytes),
    },
    layers: layers.map((layer) => ({
      ...layer,
      ...figures(layer),
      times: count(layer.times) ?? layer.times,
      activationBytes: count(layer.activationBytes),
      inputs: layer.inputs.map(namedOrNull),
      outputs: layer.outputs.map(namedOrNull),
    })),
  };
}

function ratio(a: Count, b: Count): number | null {
  const [over, under] = [asNumber(dimOf(a)), asNumber(dimOf(b))];
  return over === undefined || under === undefined || under === 0 ? null : over / under;
}
