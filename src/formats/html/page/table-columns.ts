import { add } from '../../../dim/index.js';
import type { Dim } from '../../../dim/index.js';
import type { Count, LayerReport, ModelReport } from '../../../report/index.js';
import { categoryText } from './categories.js';
import { dtypeOf, mainOutput, nameText, shapeOf } from './names.js';
import { asNumber, dimOf, perInference, sortableNumber } from './quantities.js';
import type { RunFigure } from './quantities.js';
import { bytesText, countText, durationText, exactText, ratioText, shareText } from '../../../text/index.js';

/** A column of the table of layers; its cells are of a layer or sum up a module's. */
export interface Column {
  /** As `--columns` has it. */
  readonly name: string;
  readonly heading: string;
  /** In the list of columns, where it has no neighbours. */
  readonly title: string;
  readonly summary: string;
  readonly isNumeric: boolean;
  /** In pixels. */
  readonly width: number;
  /** Whether it is shown unless asked for. */
  readonly isUsual: boolean;
  readonly cell: (layers: readonly LayerReport[]) => Cell;
}

/** What stands in a cell. */
export interface Cell {
  readonly text: string;
  /** All of it, where the text is a part. */
  readonly title?: string | undefined;
  /** What it is sorted by; undefined for what is unknown. */
  readonly key: number | string | undefined;
  /** Of the model's whole, 0 to 1, to draw a bar by. */
  readonly share?: number | undefined;
}

/** Of columns whose figures hold symbols, in pixels. */
const FORMULA_WIDTH = 172;

function isFormula(count: Count): boolean {
  return typeof dimOf(count) === 'object';
}

const nothing: Cell = { text: '', key: undefined };

/** The columns of a model's table, in the order in which they stand. */
export function columnsOf(report: ModelReport): readonly Column[] {
  const { totals, layers, measurement, convention } = report;
  const isOpen = report.unbound.length > 0;
  const isRepeated = layers.some(
    ({ times, category }) => times !== 1 && category !== 'constant' && category !== 'shape',
  );
  const sumColumn = (
    name: string,
    heading: string,
    summary: string,
    figure: RunFigure | 'params' | 'buffers',
    unit: 'count' | 'bytes',
    isUsual: boolean,
  ): Column => ({
    name,
    heading,
    title: heading,
    summary,
    isNumeric: true,
    width: isFormula(totals[figure]) ? FORMULA_WIDTH : 104,
    isUsual,
    cell: (of) => sumCell(of, figure, unit, asNumber(dimOf(totals[figure]))),
  });
  const shareColumn = (name: string, of: string, figure: RunFigure, isUsual: boolean): Column => ({
    name,
    heading: 'Share',
    title: `${of}, share`,
    summary: `share of the model's ${of}`,
    isNumeric: true,
    width: 74,
    isUsual,
    cell: (layers) => shareCell(sumOf(layers, figure).value, asNumber(dimOf(totals[figure]))),
  });
  return [
    textColumn('op', 'Operator', 'operator', 132, true, ({ op, domain }) => [
      nameText(op),
      domain === 'ai.onnx' ? undefined : `${nameText(domain)}.${nameText(op)}`,
    ]),
    textColumn('category', 'Category', 'kind of operator', 116, false, ({ category }) => [
      categoryText(category),
      undefined,
    ]),
    textColumn('output', 'Output', 'shape of what it gives', isOpen ? 216 : 150, true, ({ outputs }) => {
      const { value, more } = mainOutput(outputs);
      return [`${shapeOf(value)}${more > 0 ? ` +${more}` : ''}`, undefined];
    }),
    textColumn('dtype', 'Type', 'element type of what it gives', 78, false, ({ outputs }) => [
      dtypeOf(mainOutput(outputs).value),
      undefined,
    ]),
    {
      name: 'times',
      heading: 'Times',
      title: 'Times',
      summary: 'how often it runs in one inference',
      isNumeric: true,
      width: 76,
      isUsual: isRepeated,
      cell: (of) => timesCell(of),
    },
    sumColumn('params', 'Params', 'elements of its weights', 'params', 'count', true),
    sumColumn('buffers', 'Buffers', 'elements of other stored state', 'buffers', 'count', false),
    sumColumn('multiply-adds', 'Multiply-adds', 'multiply-accumulate pairs, 1 each', 'multiplyAdds', 'count', true),
    shareColumn('multiply-adds-share', 'Multiply-adds', 'multiplyAdds', true),
    sumColumn('flops', 'FLOPs', 'arithmetic operations: 2 per multiply-add, plus all others', 'flops', 'count', true),
    shareColumn('flops-share', 'FLOPs', 'flops', false),
    sumColumn('memory-read', 'Read', 'bytes read', 'memoryReadBytes', 'bytes', false),
    sumColumn('memory-written', 'Written', 'bytes written', 'memoryWriteBytes', 'bytes', false),
    sumColumn(
      'memory-access',
      'Memory access',
      'bytes read and written, if nothing is cached or fused',
      'memoryAccessBytes',
      'bytes',
      true,
    ),
    shareColumn('memory-access-share', 'Memory access', 'memoryAccessBytes', true),
    {
      name: 'arithmetic-intensity',
      heading: 'FLOPs per byte',
      title: 'FLOPs per byte',
      summary: 'FLOPs per byte of memory access',
      isNumeric: true,
      width: 92,
      isUsual: true,
      cell: intensityCell,
    },
    {
      name: 'activations',
      heading: 'Alive',
      title: 'Activations alive',
      summary: 'bytes of activations alive while it runs; of a module the most',
      isNumeric: true,
      width: isFormula(totals.peakActivationBytes) ? FORMULA_WIDTH : 96,
      isUsual: false,
      cell: aliveCell,
    },
    ...(convention === undefined ? [] : [conventionColumn(convention)]),
    ...(measurement === undefined ? [] : latencyColumns(measurement)),
  ];
}

function textColumn(
  name: string,
  heading: string,
  summary: string,
  width: number,
  isUsual: boolean,
  of: (layer: LayerReport) => readonly [string, string | undefined],
): Column {
  return {
    name,
    heading,
    title: heading,
    summary,
    isNumeric: false,
    width,
    isUsual,
    cell: (layers) => {
      const [layer] = layers;
      if (layer === undefined || layers.length > 1) return nothing;
      const [text, title] = of(layer);
      return { text, title: title ?? text, key: text };
    },
  };
}

/** A sum in one inference, with whether a part of it is unknown. */
function sumOf(
  layers: readonly LayerReport[],
  figure: RunFigure | 'params' | 'buffers',
): { readonly value: Dim | undefined; readonly isPartial: boolean } {
  let value: Dim | undefined;
  let isPartial = false;
  for (const layer of layers) {
    const part = perInference(layer, figure);
    if (part === undefined) isPartial = true;
    else value = value === undefined ? part : add(value, part);
  }
  return { value, isPartial };
}

function sumCell(
  layers: readonly LayerReport[],
  figure: RunFigure | 'params' | 'buffers',
  unit: 'count' | 'bytes',
  total: number | undefined,
): Cell {
  const { value, isPartial } = sumOf(layers, figure);
  if (value === undefined) return { text: '?', title: 'unknown', key: undefined };
  const style = { digits: 3, length: 20 };
  const bound = isPartial ? '≥ ' : '';
  const number = asNumber(value);
  return {
    text: value === 0 ? '0' : bound + (unit === 'bytes' ? bytesText(value, style) : countText(value, style)),
    title: `${bound}${exactText(value, 200)}${unit === 'bytes' ? ' bytes' : ''}`,
    key: sortableNumber(value),
    share: number === undefined || total === undefined || total <= 0 ? undefined : number / total,
  };
}

function shareCell(value: Dim | undefined, total: number | undefined): Cell {
  const number = asNumber(value);
  if (number === undefined || total === undefined || total <= 0) return nothing;
  return { text: shareText(number / total), key: number / total };
}

function timesCell(layers: readonly LayerReport[]): Cell {
  const [layer] = layers;
  if (layer === undefined || layers.length > 1) return nothing;
  const times = dimOf(layer.times);
  return { text: countText(times), title: exactText(times, 200), key: sortableNumber(times) };
}

function intensityCell(layers: readonly LayerReport[]): Cell {
  const flops = asNumber(sumOf(layers, 'flops').value);
  const bytes = asNumber(sumOf(layers, 'memoryAccessBytes').value);
  if (flops === undefined || bytes === undefined || bytes <= 0) return nothing;
  return { text: ratioText(flops / bytes), key: flops / bytes };
}

function aliveCell(layers: readonly LayerReport[]): Cell {
  let most: Dim | undefined;
  for (const { activationBytes } of layers) {
    const alive = dimOf(activationBytes);
    if ((sortableNumber(alive) ?? -1) > (sortableNumber(most) ?? -1)) most = alive;
  }
  if (most === undefined) return nothing;
  return {
    text: bytesText(most, { digits: 3, length: 20 }),
    title: `${exactText(most, 200)} bytes`,
    key: sortableNumber(most),
  };
}

/** The count of another tool. */
function conventionColumn({ name, unit, layers: counts }: NonNullable<ModelReport['convention']>): Column {
  return {
    name: 'convention',
    heading: nameText(name),
    title: `${nameText(name)}, ${nameText(unit)}`,
    summary: `${nameText(unit)}, as ${nameText(name)} counts`,
    isNumeric: true,
    width: 104,
    isUsual: true,
    cell: (layers) => {
      let value: Dim = 0;
      for (const { index } of layers) {
        const part = dimOf(counts[index] ?? null);
        if (part === undefined) return { text: '?', title: 'unknown', key: undefined };
        value = add(value, part);
      }
      return {
        text: countText(value, { digits: 3, length: 20 }),
        title: exactText(value, 200),
        key: sortableNumber(value),
      };
    },
  };
}

/** Time belongs to kernels: a layer shows its kernel's, a module that of the kernels that lie in it wholly. */
function latencyColumns({ kernels, kernelsMs }: NonNullable<ModelReport['measurement']>): readonly Column[] {
  const timeOf = (layers: readonly LayerReport[]): { readonly ms: number; readonly shared: number } | undefined => {
    const [only] = layers;
    if (only !== undefined && layers.length === 1) {
      const kernel = only.latency === undefined ? undefined : kernels[only.latency.kernel];
      return kernel === undefined ? undefined : { ms: kernel.ms, shared: kernel.layers.length - 1 };
    }
    const own = new Set(layers.map(({ index }) => index));
    const whole = new Set(layers.flatMap(({ latency }) => (latency === undefined ? [] : [latency.kernel])));
    let ms = 0;
    for (const position of whole) {
      const kernel = kernels[position];
      if (kernel?.layers.every((index) => own.has(index))) ms += kernel.ms;
    }
    return ms === 0 ? undefined : { ms, shared: 0 };
  };
  return [
    {
      name: 'latency',
      heading: 'Latency',
      title: 'Latency',
      summary: 'median time of the kernel that computes it',
      isNumeric: true,
      width: 104,
      isUsual: true,
      cell: (layers) => {
        const time = timeOf(layers);
        if (time === undefined) return nothing;
        const sharing =
          time.shared === 0
            ? undefined
            : `of a kernel that computes ${time.shared} more ${time.shared === 1 ? 'layer' : 'layers'}`;
        return {
          text: `${durationText(time.ms)}${time.shared > 0 ? '*' : ''}`,
          title: sharing,
          key: time.ms,
          share: kernelsMs > 0 ? time.ms / kernelsMs : undefined,
        };
      },
    },
    {
      name: 'latency-share',
      heading: 'Share',
      title: 'Latency, share',
      summary: "share of the kernels' time",
      isNumeric: true,
      width: 84,
      isUsual: true,
      cell: (layers) => {
        const time = timeOf(layers);
        return time === undefined || !(kernelsMs > 0)
          ? nothing
          : { text: shareText(time.ms / kernelsMs), key: time.ms / kernelsMs };
      },
    },
  ];
}
