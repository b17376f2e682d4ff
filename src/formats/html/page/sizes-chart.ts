import { scaleLinear } from 'd3-scale';
import { figures, isThere, kinds } from '../../../figures/index.js';
import type { Figure } from '../../../figures/index.js';
import { isFailed, totalOf } from '../../../report/index.js';
import type { FailedModel, ModelReport } from '../../../report/index.js';
import { exactText } from '../../../text/index.js';
import { drawAxes, nearest, pointerIn, stepsOfBytes } from './axes.js';
import { chartPanel, menu, responsive } from './chart.js';
import { element, graphic } from './dom.js';
import { numberText, tickText } from './measures.js';
import { capital, nameText } from './names.js';
import { asNumber, totalsOnly } from './quantities.js';
import { polynomialText, polynomialThrough } from './size-polynomial.js';
import { hideTooltip, showTooltip, tooltipLines } from './tooltip.js';

/** The uses of a model that differ in one size only, by that size. */
interface Series {
  /** The other settings, written out; empty where there are none. */
  readonly name: string;
  readonly points: readonly Point[];
}

interface Point {
  /** The position among the models of the page. */
  readonly position: number;
  readonly size: number;
  readonly report: ModelReport;
}

const margins = { top: 28, right: 24, bottom: 40, left: 72 };

/**
 * A figure over a size of which the command line was given a list, with the polynomial that it follows; undefined
 * where the page has no such list. A press on a point shows its model.
 */
export function sizesPanel(
  reports: readonly (ModelReport | FailedModel)[],
  choose: (position: number) => void,
): HTMLElement | undefined {
  const symbol = listedSize(reports);
  if (symbol === undefined) return undefined;
  const series = seriesBy(symbol, reports);
  const known = kinds
    .flatMap((kind) => figures.filter((figure) => figure.kind === kind))
    .filter((figure) =>
      series.some(({ points }) => points.every(({ report }) => valueOf(report, figure) !== undefined)),
    );
  const [first] = known;
  if (first === undefined) return undefined;
  let figure = known.find(({ name }) => name === 'multiply-adds') ?? first;
  const place = element('div');
  const draw = (): void => {
    const formulas = series.flatMap((each) => formulaOf(each, symbol, figure) ?? []);
    const isFitted = formulas.some(({ exact }) => !exact);
    const text = formulas.map(({ name, formula }) => (name === '' ? formula : `${nameText(name)}: ${formula}`));
    place.replaceChildren(
      responsive('plot', (width) => drawSeries(series, symbol, figure, width, choose)),
      element(
        'p',
        { class: 'panel-note formula' },
        formulas.length === 0
          ? 'No polynomial of these values that another one confirms.'
          : `${figure.label} = ${text.join(' · ')}${figure.unit === 'bytes' ? ' bytes' : ''}${
              isFitted ? ' (fitted to these values: the model has no formula for it)' : ''
            }`,
      ),
    );
  };
  const controls = menu(
    'Figure by size',
    known.map(({ name, label }) => ({ value: name, label: capital(label) })),
    figure.name,
    (name) => {
      figure = known.find((one) => one.name === name) ?? figure;
      draw();
    },
  );
  draw();
  return chartPanel({ title: `By ${nameText(symbol)}`, wide: true, controls }, place);
}

/** A figure as a formula in the size: that of the analysis, else the polynomial that its values follow. */
function formulaOf(
  { name, points }: Series,
  symbol: string,
  figure: Figure,
): { readonly name: string; readonly formula: string; readonly exact: boolean } | undefined {
  const told = points[0]?.report.formulas?.[symbol]?.[figure.json];
  if (told !== undefined) return { name, formula: formulaText(told), exact: true };
  const values = points.flatMap(({ size, report }) => {
    const y = valueOf(report, figure);
    return y === undefined ? [] : [{ x: size, y }];
  });
  const coefficients = polynomialThrough(values);
  return coefficients && { name, formula: polynomialText(coefficients, symbol), exact: false };
}

/** A published formula as people write it: `442,528·N² + 7`. */
function formulaText(formula: string): string {
  const grouped = formula.replaceAll(/(?<![\w.`])\d+\b/gu, (digits) => exactText(Number(digits)));
  return nameText(grouped.replaceAll('*', '·').replaceAll('^2', '²').replaceAll('^3', '³'));
}

/** The first setting that has several whole numbers for its values. */
function listedSize(reports: readonly (ModelReport | FailedModel)[]): string | undefined {
  const values = new Map<string, Set<string>>();
  for (const report of reports) {
    if (isFailed(report)) continue;
    for (const [name, value] of Object.entries(report.variant ?? {})) {
      const known = values.get(name) ?? new Set();
      values.set(name, known.add(value));
    }
  }
  const listed = [...values].find(([, set]) => set.size > 1 && [...set].every((value) => /^\d+$/u.test(value)));
  return listed?.[0];
}

/** The uses by their other settings, those of each by the size. */
function seriesBy(symbol: string, reports: readonly (ModelReport | FailedModel)[]): readonly Series[] {
  const byOthers = new Map<string, Point[]>();
  reports.forEach((report, position) => {
    if (isFailed(report)) return;
    const { [symbol]: size, ...others } = report.variant ?? {};
    if (size === undefined) return;
    const settings = Object.entries(others).map(([name, value]) => `${name}=${value}`);
    const key = [modelOf(report), ...settings].join(', ');
    const points = byOthers.get(key) ?? [];
    points.push({ position, size: Number(size), report });
    byOthers.set(key, points);
  });
  return [...byOthers].map(([name, points]) => ({
    name: byOthers.size === 1 ? '' : name,
    points: points.toSorted((left, right) => left.size - right.size),
  }));
}

/** The name of a use's model. The command line writes the settings of the use behind it. */
function modelOf({ model: { path }, variant }: ModelReport): string {
  const settings = Object.entries(variant ?? {}).map(([name, value]) => `${name}=${value}`);
  const suffix = ` (${settings.join(', ')})`;
  return path.endsWith(suffix) ? path.slice(0, -suffix.length) : path;
}

/** A total as a number; undefined where it is unknown or holds a symbol. */
function valueOf(report: ModelReport, figure: Figure): number | undefined {
  const totals = totalsOnly(report);
  return isThere(figure, totals) ? asNumber(totalOf(totals, figure)) : undefined;
}

function drawSeries(
  series: readonly Series[],
  symbol: string,
  figure: Figure,
  width: number,
  choose: (position: number) => void,
): SVGSVGElement {
  const height = Math.max(280, Math.min(400, Math.round(width * 0.42)));
  const lines = series.map(({ name, points }) => ({
    name,
    points: points.flatMap(({ position, size, report }) => {
      const value = valueOf(report, figure);
      return value === undefined ? [] : [{ position, size, value, name }];
    }),
  }));
  const all = lines.flatMap(({ points }) => points);
  const most = Math.max(0, ...all.map(({ value }) => value));
  const x = scaleLinear()
    .domain([0, Math.max(1, ...all.map(({ size }) => size))])
    .range([margins.left, width - margins.right]);
  const y = scaleLinear()
    .domain([0, most * 1.06 || 1])
    .range([height - margins.bottom, margins.top]);
  const svg = graphic('svg', {
    width,
    height,
    viewBox: `0 0 ${width} ${height}`,
    role: 'img',
    'aria-label': `${figure.label} by ${nameText(symbol)}: ${all
      .map(({ size, value }) => `${size}: ${numberText(value, figure.unit)}`)
      .join('; ')}.`,
  });
  svg.append(
    drawAxes(
      { scale: x, ticks: x.ticks(6).filter(Number.isInteger), text: String, title: nameText(symbol) },
      {
        scale: y,
        ticks: figure.unit === 'bytes' ? stepsOfBytes(most) : y.ticks(5),
        text: (value) => tickText(value, figure.unit),
        title: nameText(figure.label),
      },
      { width, height, margins },
    ),
  );
  const placed = all.map((point) => ({ point, x: x(point.size), y: y(point.value) }));
  for (const { points } of lines) {
    const path = points.map(({ size, value }, at) => `${at === 0 ? 'M' : 'L'}${x(size)} ${y(value)}`).join('');
    svg.append(graphic('path', { class: 'curve-line', d: path }));
  }
  svg.append(...placed.map((at) => graphic('circle', { class: 'model', cx: at.x, cy: at.y, r: 5 })));
  const find = (event: MouseEvent) => {
    const at = pointerIn(svg, event);
    return nearest(placed, at.x, at.y, 24)?.point;
  };
  svg.addEventListener('pointermove', (event) => {
    const found = find(event);
    svg.classList.toggle('pointing', found !== undefined);
    if (found === undefined) hideTooltip();
    else {
      showTooltip(
        event,
        ...tooltipLines(`${nameText(symbol)} = ${found.size}`, [
          [capital(figure.label), numberText(found.value, figure.unit)],
          ...(found.name === '' ? [] : [['Of', nameText(found.name)] as const]),
        ]),
      );
    }
  });
  svg.addEventListener('pointerleave', hideTooltip);
  svg.addEventListener('click', (event) => {
    const found = find(event);
    if (found !== undefined) choose(found.position);
  });
  return svg;
}
