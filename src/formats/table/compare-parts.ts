import type { Paint } from '../../text/index.js';
import { summedFigures } from '../../comparison/index.js';
import type { ComparedPart } from '../../comparison/index.js';
import { layerOf } from '../../report/index.js';
import type { ReportLayer } from '../../report/index.js';
import { quantityText, thingsText } from '../../text/index.js';
import { differenceText, layersOfPart, partName } from '../comparison-text.js';
import { textCell } from '../column.js';
import type { FormatOptions } from '../define.js';
import { drawLaidOut, layOut } from './layout.js';
import type { LaidColumn } from './layout.js';
import { dispensable } from './models.js';

/** The most categories or modules that are listed; the others share one line. */
const MOST_PARTS = 12;

/** The differences in cost of the parts of a kind; those that make the most difference first. */
export function drawParts(
  kind: 'category' | 'module',
  parts: readonly ComparedPart[],
  { all, width }: FormatOptions,
  paint: Paint,
): readonly string[] {
  const listed = all ? parts : parts.slice(0, MOST_PARTS);
  if (listed.length === 0) return [];
  const more = parts.length - listed.length;
  const laidOut = layOut(
    listed,
    [
      { name: 'layer', heading: [`by ${kind}`], cells: (all) => all.map((part) => textCell(partName(part))) },
      { name: 'number', heading: ['layers'], cells: (all) => all.map((part) => textCell(layersOfPart(part))) },
      ...summedFigures.map(({ name, heading }, index): LaidColumn<ComparedPart> => ({
        name,
        heading,
        cells: (all) =>
          all.map(({ figures }) => ({
            kind: 'written',
            write: (length) => {
              const total = figures[index];
              return total === undefined ? '' : differenceText(total, length);
            },
          })),
      })),
    ],
    { room: width, dispensable, markOf: (_, index) => index + 1 },
  );
  return [
    '',
    ...drawLaidOut(laidOut, paint),
    ...(more === 0 ? [] : [paint.dim(`and ${thingsText(more, 'more', 'more')} (--all lists them)`)]),
  ];
}

/** Layers that only one of the models has. */
export interface OneSided {
  readonly sign: string;
  readonly layers: readonly ReportLayer[];
  /** The line of those that are not listed. */
  readonly rest: readonly string[];
}

/** Added and removed layers with what each costs in one inference. */
export function drawCosts(sides: readonly OneSided[], width: number, paint: Paint): readonly string[] {
  const rows = sides.flatMap(({ sign, layers }) => layers.map((layer) => ({ sign, layer })));
  if (rows.length === 0) return [];
  const laidOut = layOut(
    rows,
    [
      {
        name: 'sign',
        heading: [''],
        cells: (all) => all.map(({ sign }) => ({ kind: 'written', write: () => `  ${sign}` })),
      },
      { name: 'layer', heading: [''], cells: (all) => all.map(({ layer }) => textCell(layer.label)) },
      { name: 'op', heading: [''], cells: (all) => all.map(({ layer }) => textCell(layer.op)) },
      ...summedFigures.map((figure): LaidColumn<(typeof rows)[number]> => ({
        name: figure.name,
        heading: figure.heading,
        cells: (all) =>
          all.map(({ layer }) => ({
            kind: 'written',
            write: (length) => quantityText(layerOf(layer, figure), figure.unit, { digits: 3, length }),
          })),
      })),
    ],
    { room: width, dispensable, markOf: ({ layer }) => layer.index },
  );
  const lines = drawLaidOut(laidOut, paint);
  const heading = lines.length - rows.length;
  let next = heading;
  return [
    ...lines.slice(0, heading),
    ...sides.flatMap(({ layers, rest }) => {
      next += layers.length;
      return [...lines.slice(next - layers.length, next), ...rest];
    }),
  ];
}
