import { summedFigures } from '../comparison/index.js';
import type { ChangedLayer, ComparedPart, ComparedTotal, Comparison } from '../comparison/index.js';
import type { Dim } from '../dim/index.js';
import { isKnown, negate, parse } from '../dim/index.js';
import { figures } from '../figures/index.js';
import { layerOf } from '../report/index.js';
import type { ReportLayer } from '../report/index.js';
import { exactText, quantityText } from '../text/index.js';
import type { Unit } from '../text/index.js';

/** Digits of a figure, and characters of a formula unless told. */
const [DIGITS, FORMULA_LENGTH] = [4, 40];

/** The totals that a comparison shows people: the headlines, and what both models have of them. */
export function shownTotals({ totals }: Pick<Comparison, 'totals'>): readonly ComparedTotal[] {
  return totals.filter(({ figure }) => figure.isHeadline === true);
}

/** Name, base, head, difference and share. */
export type TotalLine = readonly [string, string, string, string, string];

/**
 * A line of the table of totals: name, base, head, difference, share; an unknown figure is `?`, an absent one empty.
 * Formulas have at most `length` characters.
 */
export function totalLine({ figure, ...values }: ComparedTotal, hasBase: boolean, length = FORMULA_LENGTH): TotalLine {
  return lineOf(figure, values, hasBase, length);
}

function lineOf(
  { label, unit }: { readonly label: string; readonly unit: Unit },
  { base, head, difference, share }: Omit<ComparedTotal, 'figure'>,
  hasBase: boolean,
  length: number,
): TotalLine {
  const text = (value: Dim | undefined): string => quantityText(value, unit, { digits: DIGITS, length });
  if (!hasBase) return [label, '', text(head), '', ''];
  return [label, text(base), text(head), signed(difference, text), difference === 0 ? '' : percent(share)];
}

/** A use of the model, a scenario or a run of a model that keeps a state, or its weights, with lines of figures. */
export interface UseLines {
  readonly name: string;
  readonly lines: readonly { readonly cells: TotalLine; readonly share: number | undefined }[];
}

/** The element types of weights and the uses whose totals differ, each with these totals. */
export function usesThatDiffer({ scenarios, weights, runs }: Comparison): readonly UseLines[] {
  const uses = [
    {
      name: 'weight bytes by element type',
      lines: weights.map((each) => ({
        ...each,
        cells: lineOf({ label: each.label, unit: 'bytes' }, each, true, FORMULA_LENGTH),
      })),
    },
    ...scenarios
      .filter(({ isNew }) => !isNew)
      .map(({ name, totals }) => ({
        name,
        lines: shownTotals({ totals }).map((total) => ({ ...total, cells: totalLine(total, true) })),
      })),
    ...runs.map(({ kind, context, figures: compared }) => ({
      name: `${kind} at context ${exactText(context)}`,
      lines: compared.map((figure) => ({ ...figure, cells: lineOf(figure, figure, true, FORMULA_LENGTH) })),
    })),
  ];
  return uses
    .map(({ name, lines }) => ({ name, lines: lines.filter(({ difference }) => difference !== 0) }))
    .filter(({ lines }) => lines.length > 0);
}

/** The difference of a figure with its sign; `=` for none, `?` where it is unknown. */
export function differenceText({ figure, difference }: ComparedTotal, length = FORMULA_LENGTH): string {
  return signed(difference, (value) => quantityText(value, figure.unit, { digits: 3, length }));
}

/** The difference of a count to the digit, where the one for people is rounded; else empty. */
export function exactDifference({ figure, difference }: ComparedTotal): string {
  const isRounded = difference !== undefined && isKnown(difference) && (difference >= 1000 || difference <= -1000);
  return isRounded && (figure.unit === 'count' || figure.unit === 'bytes') ? signed(difference, exactText) : '';
}

function signed(difference: Dim | undefined, text: (value: Dim | undefined) => string): string {
  if (difference === undefined) return '?';
  if (difference === 0) return '=';
  if (isKnown(difference)) return difference < 0 ? `−${text(negate(difference))}` : `+${text(difference)}`;
  // A formula is written as elsewhere, with the sign that it has.
  const formula = text(difference);
  return formula.startsWith('-') ? formula : `+${formula}`;
}

function percent(share: number | undefined): string {
  if (share === undefined) return '';
  const value = Math.abs(100 * share);
  return `${share < 0 ? '−' : '+'}${value < 0.05 ? '<0.1' : value.toFixed(value < 10 ? 1 : 0)}%`;
}

/** The costs of a layer in one inference, figures that are 0 left out: `params 4.16k, multiply-adds 13.0M`. */
export function costText(layer: ReportLayer): string {
  const parts = summedFigures.flatMap((figure) => {
    const value = layerOf(layer, figure);
    return value === 0 ? [] : [`${figure.label} ${quantityText(value, figure.unit)}`];
  });
  return parts.join(', ');
}

/** The name of a part of the model for people. */
export function partName({ name }: ComparedPart): string {
  return name === '' ? 'outside of modules' : name;
}

/** How many layers a part has, in both models: `4`, `4 → 6`. */
export function layersOfPart({ layers: { base, head } }: ComparedPart): string {
  return base === head ? exactText(base) : `${exactText(base)} → ${exactText(head)}`;
}

/** Layers by operator, the most frequent first: `53 BatchNormalization, 2 Add`. */
export function byOperator(layers: readonly ReportLayer[]): string {
  const counts = new Map<string, number>();
  for (const { op } of layers) counts.set(op, (counts.get(op) ?? 0) + 1);
  return [...counts]
    .toSorted((left, right) => right[1] - left[1])
    .map(([op, count]) => `${count} ${op}`)
    .join(', ');
}

/** The changes of the layers, in words: `53 unchanged; 2 added (2 Conv).` */
export function layersSentence({ layers: { added, removed, changed, unchanged, renamed } }: Comparison): string {
  const parts = [
    `${unchanged} unchanged${renamed > 0 ? ` (${renamed} under another name)` : ''}`,
    changed.length > 0 ? `${changed.length} changed (${byOperator(changed.map(({ head }) => head))})` : '',
    added.length > 0 ? `${added.length} added (${byOperator(added)})` : '',
    removed.length > 0 ? `${removed.length} removed (${byOperator(removed)})` : '',
  ];
  return `${parts.filter((part) => part !== '').join('; ')}.`;
}

/**
 * The differences of a layer: `output float32 1×64×56×56 → 1×32×56×56`, `params 4.16k → 2.08k`; exact where rounding
 * would hide them.
 */
export function changeTexts({ changes }: ChangedLayer): readonly string[] {
  return changes.map(({ what, base, head }) => {
    const figure = figures.find(({ json }) => json === what);
    if (figure === undefined) return `${what} ${base} → ${head}`;
    const [before, after] = [sizeText(base, figure.unit), sizeText(head, figure.unit)];
    const isHidden = before === after;
    return `${figure.label} ${isHidden ? `${exactSize(base)} → ${exactSize(head)}` : `${before} → ${after}`}`;
  });
}

/** The differences of a layer in one text. */
export function changeText(layer: ChangedLayer): string {
  return changeTexts(layer).join(', ');
}

/** A size to the digit, in ones of its unit. */
function exactSize(value: string): string {
  return value === '?' ? value : exactText(parse(value), FORMULA_LENGTH);
}

/** A size that is written exactly, for people. */
function sizeText(value: string, unit: Unit): string {
  return value === '?' ? value : quantityText(parse(value), unit, { digits: DIGITS, length: FORMULA_LENGTH });
}
