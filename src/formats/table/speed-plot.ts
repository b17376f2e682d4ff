import { countText } from '../../text/index.js';
import { sortKey } from '../column.js';
import type { Cell } from '../column.js';
import type { ModelRow } from '../models.js';

/** Lines and the most columns of the plot. */
const HEIGHT = 15;
const WIDEST = 72;

/** The marks of models: as many as a plot can show clearly. */
const marks = '123456789abcdefghijklmnopqrstuvwxyz';

/**
 * Measured models by what they cost and how fast they are, both on logarithmic axes: figure 1 of the ShuffleNet V2
 * paper. Models whose speed their multiply-adds explain lie on a falling line.
 */
export function plotSpeed(models: readonly ModelRow[], width: number): readonly string[] {
  const points = models.flatMap(({ path, cells }, index) => {
    const [cost, ms] = [numberIn(cells?.['multiply-adds']), numberIn(cells?.['latency'])];
    return cost === undefined || ms === undefined || cost <= 0 || ms <= 0
      ? []
      : [{ path, mark: marks[index] ?? '*', x: Math.log10(cost), y: Math.log10(1000 / ms) }];
  });
  if (points.length < 2) return [];
  const columns = Math.max(20, Math.min(WIDEST, width - 12));
  const across = scale(
    points.map(({ x }) => x),
    columns - 1,
  );
  const up = scale(
    points.map(({ y }) => y),
    HEIGHT - 1,
  );
  const cells = Array.from({ length: HEIGHT }, () => Array.from({ length: columns }, () => ' '));
  for (const { mark, x, y } of points) {
    const line = cells[HEIGHT - 1 - up.place(y)];
    const column = across.place(x);
    if (line !== undefined) line[column] = line[column] === ' ' ? mark : '*';
  }
  const label = (line: number): string =>
    (line === 0 ? countText(10 ** up.most) : line === HEIGHT - 1 ? countText(10 ** up.least) : '').padStart(9);
  const [left, right] = [countText(10 ** across.least), countText(10 ** across.most)];
  return [
    '',
    'speed against multiply-adds (1, 2, … the models in this order; * several):',
    'runs/s'.padStart(9),
    ...cells.map((line, index) => `${label(index)} │${line.join('').trimEnd()}`),
    `${' '.repeat(10)}└${'─'.repeat(columns)}`,
    `${' '.repeat(11)}${left}${right.padStart(Math.max(1, columns - left.length))}  multiply-adds`,
  ];
}

interface Scale {
  readonly least: number;
  readonly most: number;
  place(value: number): number;
}

/** A scale that spreads the values from 0 to `length`; equal values lie in the middle. */
function scale(values: readonly number[], length: number): Scale {
  const [least, most] = [Math.min(...values), Math.max(...values)];
  return {
    least,
    most,
    place: (value) =>
      most === least ? Math.floor(length / 2) : Math.round(((value - least) / (most - least)) * length),
  };
}

function numberIn(cell: Cell | undefined): number | undefined {
  const key = cell === undefined ? undefined : sortKey(cell);
  return typeof key === 'number' && !(cell?.kind === 'count' && typeof cell.value === 'object') ? key : undefined;
}
