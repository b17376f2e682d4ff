import type { ArenaPlan, PlacedActivation } from '../arena/index.js';
import type { Analysis, Edge, Layer } from '../analysis/index.js';
import { peakInPlaceOf, peakInsideOf } from '../analysis/index.js';
import { countOf, documentHead } from '../report/index.js';
import {
  bytesText,
  csvText,
  escapeTerminal,
  exactText,
  json,
  labelledProse,
  shortenText,
  terminalText,
  textWidth,
  written,
} from '../text/index.js';
import type { Written } from '../text/index.js';
import { print } from '../dim/index.js';
import { figureNamed } from '../figures/index.js';
import { drawRows } from '../formats/index.js';
import type { Value } from '../ir/index.js';

/** A model's plan, with the analysis that it was made of. */
export interface PlannedModel {
  readonly path: string;
  readonly analysis: Analysis;
  readonly plan: ArenaPlan;
}

/** An activation with its place in the block, as JSON and CSV have it. */
export interface PublishedActivation {
  /** The tensor's name in its graph. */
  readonly name: string;
  readonly dtype: string | null;
  readonly shape: string;
  readonly bytes: number;
  readonly offset: number;
  /** The first and the last step of the execution in which it is needed; in step 0 nothing has run yet. */
  readonly firstStep: number;
  readonly lastStep: number;
  /** The layers that run in these steps; null in step 0. */
  readonly firstLayer: string | null;
  readonly lastLayer: string | null;
  readonly isInput: boolean;
  readonly isOutput: boolean;
}

/** A name in the table takes at most so many columns, and on narrow terminals no fewer than so many. */
const LONGEST_NAME = 48;
const LEAST_NAME = 16;

/** A plan for people: the block beside what bounds it, and what is alive at the peak. */
export function arenaText({ analysis, plan }: PlannedModel, width = Infinity): Written {
  const { bytes, peakBytes, peakStep, alignment, activations, layerAt } = plan;
  const at = layerName(analysis, layerAt[peakStep]);
  const apart = activations.reduce((sum, activation) => sum + activation.bytes, 0);
  const rows = [
    [
      'arena',
      bytesText(bytes),
      exactText(bytes),
      `${activations.length} activations, at multiples of ${alignment} bytes`,
    ],
    ['peak activations', bytesText(peakBytes), exactText(peakBytes), 'no block can be smaller'],
    ...figureRow('with in-place element-wise layers', peakInPlaceOf(analysis).peakBytes),
    ...figureRow('without inputs and outputs', peakInsideOf(analysis).peakBytes),
    ['each in memory of its own', bytesText(apart), exactText(apart), ''],
  ];
  const alive = activations
    .filter(({ from, to }) => from <= peakStep && peakStep <= to)
    .toSorted((left, right) => left.offset - right.offset);
  return terminalText([
    ...sumLines(rows, width),
    '',
    `alive at the peak${at === undefined ? '' : `, at ${escapeTerminal(at)}`}`,
    ...aliveLines(alive, { analysis, plan }, width),
  ]);
}

/** The figures of the block; a note that does not fit beside its figure stands below it. */
function sumLines(rows: readonly (readonly string[])[], width: number): readonly string[] {
  const draw = (cells: number): readonly string[] =>
    drawRows(
      rows.map((row) => row.slice(0, cells)),
      ['left', 'right', 'right', 'left'],
    );
  const beside = draw(4);
  if (Math.max(...beside.map(textWidth)) <= width) return beside;
  return draw(3).flatMap((line, index) => {
    const note = rows[index]?.[3] ?? '';
    return note === '' ? [line] : [line, ...labelledProse('  ', note, width)];
  });
}

/** The activations alive at the peak. Where the time that each lives does not fit beside it, it stands below. */
function aliveLines(
  alive: readonly PlacedActivation[],
  planned: Pick<PlannedModel, 'analysis' | 'plan'>,
  width: number,
): readonly string[] {
  const draw = (name: number, isBeside: boolean): readonly string[] => {
    const lives = isBeside ? alive.map((activation) => lifeText(activation, planned)) : [];
    const rows = alive.map(({ offset, bytes, edge }, index) => [
      exactText(offset),
      exactText(bytes),
      shortenText(escapeTerminal(edge.name), name),
      shapeCode(edge.type, '×'),
      ...lives.slice(index, index + 1),
    ]);
    const heads = ['offset', 'bytes', 'tensor', 'shape', ...(isBeside ? ['alive'] : [])];
    return drawRows([heads, ...rows], ['right', 'right', 'left', 'left', 'left']);
  };
  const widest = (lines: readonly string[]): number => Math.max(...lines.map(textWidth));
  const beside = draw(LONGEST_NAME, true);
  if (widest(beside) <= width) return beside;
  const tooWide = widest(draw(LONGEST_NAME, false)) - width;
  const [heads = '', ...rows] = draw(tooWide > 0 ? Math.max(LEAST_NAME, LONGEST_NAME - tooWide) : LONGEST_NAME, false);
  return [
    heads,
    ...rows.flatMap((row, index) => {
      const activation = alive[index];
      return activation === undefined ? [row] : [row, ...labelledProse('  ', lifeText(activation, planned), width)];
    }),
  ];
}

function figureRow(name: string, value: Parameters<typeof bytesText>[0]): readonly (readonly string[])[] {
  return [[name, bytesText(value), exactText(value), '']];
}

function lifeText({ from, to }: PlacedActivation, { analysis, plan }: Pick<PlannedModel, 'analysis' | 'plan'>): string {
  const name = (step: number): string =>
    shortenText(escapeTerminal(layerName(analysis, plan.layerAt[step]) ?? 'the start'), LONGEST_NAME);
  return from === to ? `at ${name(from)}` : `from ${name(from)} to ${name(to)}`;
}

/** A plan for programs: one object. */
export function arenaJson(planned: PlannedModel): Written {
  const { path, plan, analysis } = planned;
  const fields: readonly (readonly [string, unknown])[] = [
    ...Object.entries(documentHead),
    ['model', { path }],
    ['alignment', plan.alignment],
    [figureNamed('arena').json, plan.bytes],
    [figureNamed('peak-activations').json, plan.peakBytes],
    [figureNamed('peak-activations-in-place').json, countOf(peakInPlaceOf(analysis).peakBytes)],
    ['peakActivationInsideBytes', countOf(peakInsideOf(analysis).peakBytes)],
    ['peakStep', plan.peakStep],
  ];
  const head = json.join(fields.map(([name, value]) => json`  ${name}: ${value},\n`));
  const rows = publishedActivations(planned).map((activation) => json`    ${activation}`);
  return written(json`{\n${head}  "buffers": [\n${json.join(rows, ',\n')}\n  ]\n}\n`);
}

/** A plan for spreadsheets: a line for each activation. */
export function arenaCsv(planned: PlannedModel): Written {
  const columns = [
    'name',
    'dtype',
    'shape',
    'bytes',
    'offset',
    'firstStep',
    'lastStep',
    'firstLayer',
    'lastLayer',
    'isInput',
    'isOutput',
  ] as const satisfies readonly (keyof PublishedActivation)[];
  const lines = publishedActivations(planned).map((activation) =>
    columns.map((column) => String(activation[column] ?? '')),
  );
  return csvText([columns, ...lines]);
}

function publishedActivations({ analysis, plan }: PlannedModel): readonly PublishedActivation[] {
  const inputs = new Set<Edge>(analysis.inputs);
  return plan.activations.map(({ edge, bytes, offset, from, to }) => ({
    name: edge.name,
    dtype: edge.type.kind === 'tensor' ? (edge.type.dtype ?? null) : null,
    shape: shapeCode(edge.type),
    bytes,
    offset,
    firstStep: from,
    lastStep: to,
    firstLayer: layerName(analysis, plan.layerAt[from]) ?? null,
    lastLayer: layerName(analysis, plan.layerAt[to]) ?? null,
    isInput: inputs.has(edge),
    isOutput: edge.isOutput,
  }));
}

function layerName({ layers }: Analysis, index: number | undefined): string | undefined {
  const layer: Layer | undefined = index === undefined ? undefined : layers[index];
  return layer?.label;
}

/** The shape of a tensor, as a program reads it where nothing else is said: `1x64x56x56`; empty when it has none. */
function shapeCode(value: Value, times: 'x' | '×' = 'x'): string {
  return value.kind === 'tensor' && value.shape !== undefined ? value.shape.map((dim) => print(dim)).join(times) : '';
}
