import { figures, isThere, kinds } from '../../../figures/index.js';
import type { Figure } from '../../../figures/index.js';
import { totalOf } from '../../../report/index.js';
import type { ModelReport, Report } from '../../../report/index.js';
import { durationText, exactText, quantityText, thingsText } from '../../../text/index.js';
import type { QuantityStyle } from '../../../text/index.js';
import { totalText } from '../../models.js';
import { totalNotes } from '../../total-notes.js';
import { atUsualSizes, usualSizes } from '../../usual-sizes.js';
import { element } from './dom.js';
import { capital, nameText } from './names.js';
import { restored } from './quantities.js';

/** Characters of a formula in a tile, which has two lines for it; of one below it. */
const TILE_FORMULA = 44;
const LONGEST_FORMULA = 160;

const style: QuantityStyle = { digits: 4, length: TILE_FORMULA };

/** Every figure, times first: who measured a model wants to see them. */
const inOrder = (['time', ...kinds.filter((kind) => kind !== 'time')] as const).flatMap((kind) =>
  figures.filter((figure) => figure.kind === kind),
);

/** Whether a figure has a tile: the headlines, their quotient, and whatever one can hold to a limit. */
function hasTile({ isHeadline, reason, quotientOf }: Figure): boolean {
  return isHeadline === true || quotientOf !== undefined || reason !== undefined;
}

/** The model's totals: a tile for each that is read at a glance, all others folded in below. */
export function tiles(published: ModelReport): readonly HTMLElement[] {
  const report = restored(published);
  const there = inOrder.filter(
    (figure) =>
      isThere(figure, report) &&
      (totalOf(report, figure) !== undefined || figure.isHeadline === true || figure.quotientOf !== undefined),
  );
  const names = { layer: (index: number) => nameText(report.layers[index]?.label ?? ''), operator: nameText };
  const sizes = usualSizes(report);
  const notes = {
    ...totalNotes(report, style, names),
    ...latencyNotes(report),
  };
  return [
    element(
      'dl',
      { class: 'tiles' },
      ...there.filter(hasTile).map((figure) => {
        const usual = atUsualSizes(report, figure, sizes, { ...style, place: 'above', symbol: nameText });
        return tile(report, figure, [...usual, ...(notes[figure.name] ?? [])]);
      }),
    ),
    element(
      'details',
      { class: 'notice quiet' },
      element('summary', {}, 'More totals'),
      element(
        'dl',
        { class: 'pairs totals' },
        ...there.flatMap((figure) =>
          hasTile(figure)
            ? []
            : [
                element('dt', {}, capital(figure.label), element('small', {}, figure.meaning)),
                element('dd', { class: 'name' }, exactTotal(report, figure)),
              ],
        ),
      ),
    ),
  ];
}

/** A total to be read at a glance; below it the exact one, and what stands beside it. */
function tile(report: Report, figure: Figure, notes: readonly string[]): HTMLElement {
  const value = totalText(report, figure, style);
  const size = value.length > 16 ? 'long' : value.length > 10 ? 'medium' : '';
  const exact = exactTotal(report, figure);
  // A formula that is too long here has no exact one either.
  const saysMore = exact !== value && figure.unit !== 'milliseconds' && !exact.startsWith('f(');
  const details = [...(saysMore ? [exact] : []), ...notes];
  return element(
    'div',
    { class: 'tile', title: figure.meaning, 'data-figure': figure.name },
    element('dt', {}, capital(figure.label)),
    element(
      'dd',
      {},
      element('span', { class: `figure ${size}` }, ...breakable(value)),
      element('span', { class: 'detail' }, ...breakable(details.join(' · '))),
    ),
  );
}

/** A text that may break behind each factor of a formula, rather than within a name. */
function breakable(text: string): readonly (string | HTMLElement)[] {
  return text.split(/(?<=·)/u).flatMap((part, index) => (index === 0 ? [part] : [element('wbr'), part]));
}

/** A total to the digit, in its unit. */
function exactTotal(report: Report, figure: Figure): string {
  const value = totalOf(report, figure);
  if (value === undefined) return figure.quotientOf === undefined ? 'unknown' : 'depends on open dimensions';
  if (figure.unit === 'bytes') return `${exactText(value, LONGEST_FORMULA)} bytes`;
  return figure.unit === 'count' ? exactText(value, LONGEST_FORMULA) : quantityText(value, figure.unit);
}

/** The latency, and where it was measured. */
function latencyNotes({ measurement }: Report): Readonly<Record<string, readonly string[]>> {
  if (measurement === undefined) return {};
  const { endToEnd, runtime, version, device, threads } = measurement;
  return {
    latency: [
      endToEnd === null ? 'of the kernels together' : `p90 ${durationText(endToEnd.p90Ms)}`,
      `${nameText(runtime)} ${nameText(version)}, ` +
        `${nameText(device)}${threads === null ? '' : `, ${thingsText(threads, 'thread')}`}`,
    ],
  };
}
