import { figureNamed, figures, isThere, paramsFigure } from '../../figures/index.js';
import type { Figure, Kind } from '../../figures/index.js';
import { totalOf } from '../../report/index.js';
import type { Report } from '../../report/index.js';
import { escapeTerminal, exactText, labelledList, shortenNames, shortenText, textWidth } from '../../text/index.js';
import type { Paint } from '../../text/index.js';
import { totalText } from '../models.js';
import { totalNotes, weightTexts } from '../total-notes.js';
import { atUsualSizes, usualSizes } from '../usual-sizes.js';

/** The most characters of a formula, however much room there is. */
const LONGEST_FORMULA = 160;

/** The most characters of a symbol's or an operator's name; a longer one is shortened. */
const LONGEST_NAME = 60;

/** The fewest columns of a layer's name. */
const LEAST_NAME = 20;

/** The most characters of a value that has its notes beside it. */
const LONGEST_VALUE = 16;

/** The last column at which notes may begin, after a total's name and value. */
const NOTES_AT = 40;

/**
 * Figures without a line of their own here: they stand beside another figure, in the model's heading, or in the lines
 * of the measurement or the bound.
 */
const elsewhere: ReadonlySet<string> = new Set(['memory-access-fused', 'model-size', 'latency', 'bound']);

/** Figures that have a line here though other summaries leave them out. */
const beside: ReadonlySet<string> = new Set(['inputs-and-outputs', 'memory']);

/** Figures of the weights that have a line only where they say more than the params. */
function tellsMore(report: Report, name: string): boolean {
  switch (name) {
    case 'active-params': {
      const [active, all] = [figureNamed(name), paramsFigure].map((figure) => totalOf(report, figure));
      return active !== undefined && active !== all;
    }
    case 'params-as-trained':
      return report.asTrained !== undefined;
    case 'weight-bytes':
      return weightTexts(report).length > 0;
    default:
      return false;
  }
}

/** The kinds of figures in the order of the lines. */
const order: readonly Kind[] = ['arithmetic', 'memory', 'weights', 'size', 'time'];

/** The totals of a model, a line or a few each. */
export function drawTotals(report: Report, width: number, paint: Paint): readonly string[] {
  const isShown = (figure: Figure): boolean =>
    (figure.isHeadline === true ||
      figure.quotientOf !== undefined ||
      beside.has(figure.name) ||
      tellsMore(report, figure.name)) &&
    isThere(figure, report) &&
    !elsewhere.has(figure.name);
  const shown = order.flatMap((kind) => figures.filter((figure) => figure.kind === kind && isShown(figure)));
  const indent = Math.max(...shown.map(({ label }) => label.length)) + 2;
  const style = { digits: 4, length: Math.max(LONGEST_VALUE, Math.min(LONGEST_FORMULA, width - indent - 2)) };
  const notes = totalNotes(report, style, {
    layer: (index) => layerName(report, index, width - NOTES_AT),
    operator: nameText,
  });
  const sizes = usualSizes(report);
  const rows = shown.map((figure) => {
    const usual = atUsualSizes(report, figure, sizes, { ...style, place: 'below', symbol: nameText });
    const others = [...exactly(report, figure), ...(notes[figure.name] ?? [])];
    const [first, ...more] = usual;
    // Where the formula is too large to be written, its ceiling stands for it.
    return totalOf(report, figure) === undefined && first !== undefined && figure.quotientOf === undefined
      ? ([figure.label, first, [...more, ...others]] as const)
      : ([figure.label, totalText(report, figure, style), [...usual, ...others]] as const);
  });
  const valueWidth = Math.max(...rows.map(([, value]) => textWidth(value)).filter((length) => length <= LONGEST_VALUE));
  return rows.flatMap(([name, value, notes]) => {
    const label = `${name.padEnd(indent)}${paint.bold(value)}`;
    const blanks = valueWidth - textWidth(value) + 2;
    if (notes.length === 0) return [label];
    // A formula has its notes below it.
    if (blanks < 2) {
      return [
        label,
        ...labelledList(
          ' '.repeat(indent),
          notes.map((note) => paint.dim(note)),
          ', ',
          width,
        ),
      ];
    }
    return labelledList(
      label + ' '.repeat(blanks),
      notes.map((note) => paint.dim(note)),
      ', ',
      width,
    );
  });
}

/** The name of a symbol or an operator. */
function nameText(name: string): string {
  return shortenText(escapeTerminal(name), LONGEST_NAME);
}

/** A layer's name in so many columns, shortened so that it fits no other layer. */
function layerName({ layers }: Report, layer: number, width: number): string {
  const room = Math.max(LEAST_NAME, width - 'at '.length);
  const label = escapeTerminal(layers[layer]?.label ?? '');
  if (textWidth(label) <= room) return label;
  const names = layers.map((each) => escapeTerminal(each.label));
  const indices = layers.map(({ index }) => index);
  return shortenNames(names, room, indices)[layer] ?? label;
}

/** The count to the digit, where the human one is rounded. */
function exactly(report: Report, figure: Figure): readonly string[] {
  const value = totalOf(report, figure);
  if (figure.unit !== 'count' || typeof value === 'object' || value === undefined || Number(value) < 1000) return [];
  return [exactText(value, LONGEST_FORMULA)];
}
