import { builtInOperators, findOperator } from '../analysis/index.js';
import { print } from '../dim/index.js';
import type { Dim } from '../dim/index.js';
import { buffersFigure, figureNamed, flopsFigure, paramsFigure } from '../figures/index.js';
import { oneRunOf } from '../report/index.js';
import type { NamedValue, Report, ReportLayer } from '../report/index.js';
import { quantityText } from '../text/index.js';
import { exactDimText } from './exact-dim-text.js';
import { storedTexts } from './explain-layer.js';
import type { Derivation, LayerExplanation } from './explain-layer.js';

/**
 * How a layer of a saved report comes to its figures: the formulas of its operator, where netstat knows it, and their
 * results. The numbers between are not in a report, nor is the memory access value by value.
 */
export function explainSavedLayer(layer: ReportLayer, { model }: Pick<Report, 'model'>): LayerExplanation {
  const { label, op, domain, inputs, outputs, times } = layer;
  const operator = findOperator(builtInOperators, { domain, opType: op }, new Map(Object.entries(model.opsets)));
  const cost = operator?.cost;
  const exact = (name: string): string => exactDimText(oneRunOf(layer, figureNamed(name)));
  const text = (name: string): string => {
    const figure = figureNamed(name);
    return quantityText(oneRunOf(layer, figure), figure.unit);
  };
  const derived = (figure: Derivation['figure'], name: string, formula: string | undefined, unit = ''): Derivation => ({
    figure,
    steps: [...(formula === undefined ? [] : [formula]), `${exact(name)}${unit}`],
    result: text(name),
  });
  const sum = cost?.macs === undefined ? cost?.operations : `2·(${cost.macs}) + ${cost.operations}`;
  return {
    label,
    op: domain === 'ai.onnx' ? op : `${domain}.${op}`,
    inputs: inputs.map(namedType),
    outputs: outputs.map(namedType),
    times: exactDimText(times),
    derivations: [
      ...(cost?.macs === undefined ? [] : [derived('multiply-adds', 'multiply-adds', cost.macs)]),
      derived('FLOPs', flopsFigure.name, sum),
      derived('memory access', 'memory-access', undefined, ' bytes'),
    ],
    traffic: [],
    memoryNote:
      `${text('memory-read')} read, ${text('memory-written')} written; a saved report does not tell ` +
      'them value by value',
    ...storedTexts(oneRunOf(layer, paramsFigure), oneRunOf(layer, buffersFigure)),
    source: cost?.source,
    spec: operator?.spec,
  };
}

function namedType(value: NamedValue<Dim> | null): string {
  if (value === null) return '–';
  if (!('shape' in value)) return `${value.name} ${value.type}`;
  const { name, dtype, shape } = value;
  const size = shape === null ? '?' : shape.length === 0 ? 'scalar' : shape.map((dim) => print(dim)).join('×');
  return `${name} ${dtype ?? '?'} ${size}`;
}
