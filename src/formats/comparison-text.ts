import type { ChangedLayer, ComparedTotal, Comparison } from '../comparison/index.js';
import type { Dim } from '../dim/index.js';
import { isKnown, negate, parse } from '../dim/index.js';
import { figures } from '../figures/index.js';
import type { ReportLayer } from '../report/index.js';
import { quantityText } from '../text/index.js';
import type { Unit } from '../text/index.js';

const style = { digits: 4, length: 40 };

/** The totals that a comparison shows people: the headlines, and what both models have of them. */
export function shownTotals({ totals }: Comparison): readonly ComparedTotal[] {
  return totals.filter(({ figure }) => figure.isHeadline === true);
}

/** A line of the table of totals: name, base, head, difference, share; what is unknown is `?`, what there is none of is empty. */
export function totalLine(
  { figure, base, head, difference, share }: ComparedTotal,
  hasBase: boolean,
): readonly [string, string, string, string, string] {
  const { label, unit } = figure;
  const text = (value: Dim | undefined): string => quantityText(value, unit, style);
  if (!hasBase) return [label, '', text(head), '', ''];
  return [label, text(base), text(head), signed(difference, text), difference === 0 ? '' : percent(share)];
}

function signed(difference: Dim | undefined, text: (value: Dim | undefined) => string): string {
  if (difference === undefined) return '?';
  if (difference === 0) return '=';
  return isKnown(difference) && difference < 0 ? `−${text(negate(difference))}` : `+${text(difference)}`;
}

function percent(share: number | undefined): string {
  if (share === undefined) return '';
  const value = Math.abs(100 * share);
  return `${share < 0 ? '−' : '+'}${value < 0.05 ? '<0.1' : value.toFixed(value < 10 ? 1 : 0)} %`;
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

/** What happened to the layers, in a sentence. */
export function layersSentence({ layers: { added, removed, changed, unchanged, renamed } }: Comparison): string {
  const parts = [
    `${unchanged} unchanged${renamed > 0 ? ` (${renamed} under another name)` : ''}`,
    changed.length > 0 ? `${changed.length} changed (${byOperator(changed.map(({ head }) => head))})` : '',
    added.length > 0 ? `${added.length} added (${byOperator(added)})` : '',
    removed.length > 0 ? `${removed.length} removed (${byOperator(removed)})` : '',
  ];
  return `Layers: ${parts.filter((part) => part !== '').join('; ')}.`;
}

/** The differences of a layer: `output float32 1×64×56×56 → 1×32×56×56, params 4.16k → 2.08k`. */
export function changeText({ changes }: ChangedLayer): string {
  return changes
    .map(({ what, base, head }) => {
      const figure = figures.find(({ json }) => json === what);
      const text = (value: string): string => (figure === undefined ? value : sizeText(value, figure.unit));
      return `${figure?.label ?? what} ${text(base)} → ${text(head)}`;
    })
    .join(', ');
}

/** A size that is written exactly, for people. */
function sizeText(value: string, unit: Unit): string {
  return value === '?' ? value : quantityText(parse(value), unit, style);
}
