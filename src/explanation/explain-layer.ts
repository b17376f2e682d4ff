import type { Edge, Layer, Traffic } from '../analysis/index.js';
import { accessBytesOf, trafficOf } from '../analysis/index.js';
import { equals, print } from '../dim/index.js';
import type { Dim } from '../dim/index.js';
import { buffersFigure, paramsFigure } from '../figures/index.js';
import { evaluateFormula, parseFormula } from '../ops/index.js';
import { bytesText, countText } from '../text/index.js';
import { exactDimText } from './exact-dim-text.js';
import { renderFormula } from './render-formula.js';

/** One figure of a layer, from its formula to the number. */
export interface Derivation {
  readonly figure: 'multiply-adds' | 'other operations' | 'unpacking of weights' | 'FLOPs' | 'memory access';
  /** The steps, each equal to the one before; the last is the result. `?` where a size is unknown. */
  readonly steps: readonly string[];
  /** The result rounded for people: `118M`, `1.73 MiB`. */
  readonly result: string;
}

/** The part of one value that a layer reads or writes, in words. */
export interface TrafficLine {
  readonly direction: 'read' | 'write';
  readonly name: string;
  readonly type: string;
  readonly elements: string;
  readonly bytes: string;
  /** Only a part of the value is touched. */
  readonly partly: boolean;
}

/** The numbers that a layer stores, exact, by the names that their figures have in reports. */
export type StoredTexts = Readonly<Record<typeof paramsFigure.json | typeof buffersFigure.json, string>>;

/** How a layer comes to its figures. */
export interface LayerExplanation extends StoredTexts {
  readonly label: string;
  readonly op: string;
  readonly inputs: readonly string[];
  readonly outputs: readonly string[];
  readonly times: string;
  readonly derivations: readonly Derivation[];
  readonly traffic: readonly TrafficLine[];
  /** Why no value is listed as read or written, where that is so. */
  readonly memoryNote: string | undefined;
  /** Where the formula comes from; undefined for an operator that nobody declared. */
  readonly source: string | undefined;
  readonly spec: string | undefined;
}

/** Shows how a layer comes to its figures. */
export function explainLayer(layer: Layer): LayerExplanation {
  const { operator, node } = layer;
  const traffic = trafficOf(layer);
  return {
    label: layer.label,
    op: node.domain === 'ai.onnx' ? node.opType : `${node.domain}.${node.opType}`,
    inputs: layer.inputs.map(namedType),
    outputs: layer.outputs.map(namedType),
    times: exactDimText(layer.times),
    derivations: derive(layer, traffic),
    traffic: traffic.map((part) => trafficLine(part)),
    memoryNote:
      traffic.length > 0
        ? undefined
        : operator === undefined
          ? 'what an unknown operator reads and writes is unknown'
          : 'a view, or work that its bodies do: nothing moves',
    ...storedTexts(layer.parameterElements, layer.bufferElements),
    source: operator?.cost.source,
    spec: operator?.spec,
  };
}

/** The numbers that a layer stores, as an explanation has them. */
export function storedTexts(parameters: Dim | undefined, others: Dim | undefined): StoredTexts {
  return { [paramsFigure.json]: exactDimText(parameters), [buffersFigure.json]: exactDimText(others) };
}

/** The numbers that a layer stores, by the labels of the figures; buffers only where there are some. */
export function storedParts(stored: StoredTexts): readonly (readonly [label: string, text: string])[] {
  const others = stored[buffersFigure.json];
  return [
    [paramsFigure.label, stored[paramsFigure.json]],
    ...(others === '0' ? [] : [[buffersFigure.label, others] as const]),
  ];
}

function derive(layer: Layer, traffic: readonly Traffic[]): readonly Derivation[] {
  const { operator, terms, macs, arithmetic } = layer;
  if (operator === undefined) return [];
  const { cost } = operator;
  const derivations: Derivation[] = [];
  if (cost.macs !== undefined) {
    derivations.push({
      figure: 'multiply-adds',
      steps: stepsOf(cost.macs, layer, macs),
      result: countText(macs),
    });
  }
  const operations = arithmetic === undefined ? undefined : evaluateFormula(parseFormula(cost.operations), terms);
  if (cost.operations !== '0') {
    derivations.push({
      figure: 'other operations',
      steps: stepsOf(cost.operations, layer, operations),
      result: countText(operations),
    });
  }
  const { unpacked, unpackingFlops } = layer;
  const unpacks = unpacked.length > 0 && !equals(unpackingFlops, 0);
  if (unpacks) {
    const weights = unpacked.map(({ name }) => name).join(' and ');
    const steps = [
      `2 for each weight of ${weights}: less its zero point, times its scale`,
      exactDimText(unpackingFlops),
    ];
    derivations.push({ figure: 'unpacking of weights', steps, result: countText(unpackingFlops) });
  }
  const parts = [
    ...(cost.macs === undefined ? [] : [`2·${exactDimText(macs)}`]),
    ...(cost.operations === '0' ? [] : [exactDimText(operations)]),
    ...(unpacks ? [exactDimText(unpackingFlops)] : []),
  ];
  const sum = cost.macs === undefined && !unpacks ? [] : [parts.join(' + ')];
  derivations.push({
    figure: 'FLOPs',
    steps: distinct([...sum, exactDimText(arithmetic)]),
    result: countText(arithmetic),
  });
  const bytes = traffic.map((part) => exactDimText(part.bytes));
  const access = accessBytesOf(layer);
  derivations.push({
    figure: 'memory access',
    steps: distinct([...(bytes.length > 1 ? [bytes.join(' + ')] : []), `${exactDimText(access)} bytes`]),
    result: bytesText(access),
  });
  return derivations;
}

function stepsOf(text: string, layer: Layer, value: Dim | undefined): readonly string[] {
  return distinct([text, renderFormula(parseFormula(text), layer.terms), exactDimText(value)]);
}

function distinct(steps: readonly string[]): readonly string[] {
  return steps.filter((step, index) => step !== steps[index - 1]);
}

function trafficLine({ edge, direction, elements, bytes }: Traffic): TrafficLine {
  return {
    direction,
    name: edge.name,
    type: typeOf(edge),
    elements: exactDimText(elements),
    bytes: exactDimText(bytes),
    partly: elements !== undefined && edge.elements !== undefined && !equals(elements, edge.elements),
  };
}

function namedType(edge: Edge | undefined): string {
  return edge === undefined ? '–' : `${edge.name} ${typeOf(edge)}`;
}

function typeOf({ type, storedDType }: Edge): string {
  if (type.kind !== 'tensor') return type.kind;
  const dtype =
    storedDType !== undefined && storedDType !== type.dtype
      ? `${type.dtype ?? '?'} (read as ${storedDType})`
      : (type.dtype ?? '?');
  const { shape } = type;
  const size = shape === undefined ? '?' : shape.length === 0 ? 'scalar' : shape.map((dim) => print(dim)).join('×');
  return `${dtype} ${size}`;
}
