import { figures, findFigure, layerField } from '../figures/index.js';
import type { Counting, Figure } from '../figures/index.js';
import { columns } from '../formats/index.js';
import { budgetId, findRule, rules } from '../rules/index.js';
import { labelledProse, terminalText, wrapProse } from '../text/index.js';
import type { Paint, Unit, Written } from '../text/index.js';

/** The names that `netstat explain` knows of figures and columns, each once. */
export const figureNames: readonly string[] = [
  ...new Set([...columns, ...figures].flatMap(({ name, aliases = [] }) => [name, ...aliases])),
];

/**
 * The meaning of a figure or a column, and its name in columns, JSON, budgets and comparisons; undefined where there is
 * none of that name.
 */
export function figureText(name: string, width: number, paint: Paint): Written | undefined {
  const figure = findFigure(name);
  const column = columns.find((one) => one.name === name || one.aliases?.includes(name) === true);
  const entry = figure ?? column;
  if (entry === undefined) return undefined;
  const kind = figure === undefined ? 'a column' : 'a figure';
  const meaning = figure?.meaning ?? column?.summary ?? '';
  return terminalText([
    `${paint.bold(entry.name)}  ${paint.cyan(kind)}`,
    ...wrapProse(
      `${meaning}.`.replace(/^./u, (letter) => letter.toUpperCase()),
      width,
    ),
    ...(figure?.reason === undefined ? [] : ['', ...wrapProse(withoutLinks(figure.reason), width)]),
    '',
    ...rowsOf(figure, entry.name).flatMap(([label, text]) => labelledProse(`  ${label.padEnd(12)}`, text, width)),
  ]);
}

/** A row of the table of a figure's names. */
type NameRow = readonly [label: string, text: string];

function rowsOf(figure: Figure | undefined, name: string): readonly NameRow[] {
  const shown = columns.filter(
    (column) => column.name === name || (figure?.hasShare && column.name === `${name}-share`),
  );
  const column: readonly NameRow[] =
    shown.length === 0 ? [] : [['column', `--columns ${shown.map((one) => one.name).join(',')}`]];
  if (figure === undefined) return column;
  const { aliases = [], json, unit, ofLayer } = figure;
  const field = layerField(figure);
  const budget = findRule(rules, budgetId(figure));
  return [
    ['unit', units[unit]],
    ...(ofLayer === undefined ? [] : [['of a model', countings[ofLayer.counted]] as const]),
    ...column,
    ['JSON', [`totals.${json}`, ...(field === undefined ? [] : [`layers[].${field}`])].join(', ')],
    // A quotient has no limits: more of it is no worse.
    ...(budget === undefined
      ? []
      : [['budget', `--rule ${budget.id}=<limit>`] as const, ['compare', `--max-increase ${name}=5%`] as const]),
    ...(aliases.length === 0 ? [] : [['also called', aliases.join(', ')] as const]),
  ];
}

const units: Readonly<Record<Unit, string>> = {
  count: 'a number',
  bytes: 'bytes',
  ratio: 'a ratio',
  milliseconds: 'milliseconds',
};

/** The rule by which the figures of layers become that of the model. */
const countings: Readonly<Record<Counting, string>> = {
  run: 'the sum over all runs of all layers',
  once: 'all that is stored, once, however often its layer runs',
  most: 'the largest of the layers',
};

/** Text without the links of Markdown: a reference in parentheses goes, other links keep their words. */
function withoutLinks(text: string): string {
  return text.replaceAll(/ \(\[[^\]]*\]\([^)]*\)\)/gu, '').replaceAll(/\[([^\]]*)\]\([^)]*\)/gu, '$1');
}
