import { isCosted, isRunning, openText } from '../analysis/index.js';
import type { Analysis } from '../analysis/index.js';
import { isAtLeast, isKnown, print, symbolsOf } from '../dim/index.js';
import type { Dim } from '../dim/index.js';
import { isOfLayers, isPartial, isThere, mostOfLayers, mostOfModel, ofLayers, ofModel } from '../figures/index.js';
import type { Figure } from '../figures/index.js';
import type { Prediction } from '../platform/index.js';
import { defineRule } from './define.js';
import type { Rule, RuleFinding } from './define.js';
import { matchNames } from './name-pattern.js';
import { append, examples, quantityText, readAmount, shareText, shortListText } from '../text/index.js';
import type { QuantityStyle } from '../text/index.js';

/** The id of the budget of a figure. */
export function budgetId({ name }: Pick<Figure, 'name'>): string {
  return `max-${name}`;
}

/**
 * The budget of a figure: a rule that holds the figure of the model, or of layers and modules by name, to a limit of
 * the user's. A figure that is unknown does not keep to its limit. Without a limit the rule finds nothing.
 */
export function budgetOf(figure: Figure): Rule {
  const { label, unit, meaning } = figure;
  const judge = (subject: Omit<Subject, 'figure' | 'limit' | 'text'>, text: string): readonly RuleFinding[] => {
    const limit = readAmount(text, unit);
    return limit === undefined ? [] : hold({ ...subject, figure, limit, text });
  };
  return defineRule({
    id: budgetId(figure),
    severity: 'error',
    budget: true,
    summary: `Holds ${label} to a limit: ${meaning}.`,
    options: {
      limit: {
        default: '',
        quantity: unit,
        description: `The most that the model may have, such as ${examples[unit]}; none when empty.`,
      },
      ...(isOfLayers(figure) && {
        layers: {
          default: {},
          quantity: unit,
          description: 'The most that each layer or module of such a name may have, by pattern.',
        },
      }),
    },
    check(analysis, options, times): readonly RuleFinding[] {
      const study = { analysis, ...times };
      const isAsked = options.limit !== '' || Object.keys(options.layers ?? {}).length > 0;
      if (!isAsked) return [];
      if (!isThere(figure, study)) {
        const { prediction } = times;
        if (figure.isMeasured === true && prediction !== undefined) return holdPrediction(prediction, options.limit);
        return [notMeasured(figure)];
      }
      const running = analysis.layers.filter(isRunning).map(({ index }) => index);
      const whole =
        options.limit === ''
          ? []
          : judge(
              {
                analysis,
                place: { name: '', layers: [] },
                value: ofModel(figure, study),
                ceiling: mostOfModel(figure, study),
                unknown: unknownLayers(analysis, running),
              },
              options.limit,
            );
      const parts = Object.entries(options.layers ?? {}).flatMap(([pattern, text]) =>
        partsNamed(analysis, pattern).flatMap((place) =>
          judge(
            {
              analysis,
              place,
              value: ofLayers(figure, place.layers, study),
              ceiling: mostOfLayers(figure, place.layers, study),
              unknown: unknownLayers(analysis, place.layers),
            },
            text,
          ),
        ),
      );
      return [...whole, ...parts];
    },
  });
}

/** Amounts in messages have a digit more than tables: they are compared with limits. */
const exactly: QuantityStyle = { digits: 4, length: Infinity };

/** The whole model, which has no name here, or layers with a name. */
interface BudgetedPart {
  readonly name: string;
  readonly layers: readonly number[];
}

/** A figure to judge: its value at a place, its limit, and the labels of layers whose cost is unknown there. */
interface Subject {
  readonly analysis: Analysis;
  readonly figure: Figure;
  readonly place: BudgetedPart;
  readonly value: Dim | undefined;
  /** The most that it can be, where data decide it. */
  readonly ceiling: Dim | undefined;
  readonly unknown: readonly string[];
  readonly limit: number;
  /** The limit as the user wrote it. */
  readonly text: string;
}

function hold({ analysis, figure, place, value, ceiling, unknown, limit, text }: Subject): readonly RuleFinding[] {
  const { label, unit } = figure;
  const where = place.name === '' ? '' : `${place.name}: `;
  // What data decide is held to the limit at its most.
  if (ceiling !== undefined && isKnown(ceiling)) {
    const judged = hold({ analysis, figure, place, value: ceiling, ceiling: undefined, unknown, limit, text });
    return judged.map((finding) => ({
      ...finding,
      message: finding.message.replace(`${label} `, `${label} at most `),
      data: { ...finding.data, atMost: Number(ceiling) },
    }));
  }
  const known = value !== undefined && isKnown(value) ? Number(value) : undefined;
  const data = {
    figure: label,
    limit,
    value: known ?? (value === undefined ? null : print(value)),
    layers: place.layers.length,
  };
  const report = (message: string, more: RuleFinding['data'] = {}, key = place.name): readonly RuleFinding[] => [
    { layers: place.layers, message: `${where}${message}`, data: { ...data, ...more }, key },
  ];
  if (value === undefined) {
    const why = unknown.length === 0 ? '' : `; the cost of ${shortListText(unknown, NAMED_LAYERS)} is unknown`;
    return report(`${label} unknown: not known to keep to the budget of ${text}${why}`, { unknown: [...unknown] });
  }
  if (known === undefined ? isAtLeast(value, Math.floor(limit) + 1) : known > limit) {
    if (known === undefined) return report(`${label} ${print(value)}: over the budget of ${text}`);
    const share = limit > 0 ? ` (${shareText((known - limit) / limit)})` : '';
    const excess = `${quantityText(known - limit, unit, exactly)}${share}`;
    return report(`${label} ${quantityText(known, unit, exactly)}: ${excess} over the budget of ${text}`);
  }
  if (known === undefined && !isAtLeast(Math.floor(limit), value)) {
    const symbols = [...symbolsOf(value)];
    return report(`whether ${label} keep to the budget of ${text} depends on ${openText(analysis, symbols)}`, {
      unbound: symbols,
    });
  }
  if (!isPartial(figure) || unknown.length === 0) return [];
  const least = known === undefined ? print(value) : quantityText(known, unit, exactly);
  return report(
    `${label} at least ${least}: not known to keep to the budget of ${text}, ` +
      `for the cost of ${shortListText(unknown, NAMED_LAYERS)} is unknown`,
    { unknown: [...unknown] },
    `${place.name} partial`,
  );
}

/** The finding about a figure that needs a measurement or a platform, which there is not. */
function notMeasured({ label, isMeasured }: Figure): RuleFinding {
  return {
    layers: [],
    severity: 'warning',
    message:
      isMeasured === true
        ? `${label} was not judged, for the model was not measured: netstat measure does both`
        : `${label} was not judged, for no platform was given: add --platform`,
    data: { figure: label, measured: false },
    key: 'not measured',
  };
}

/**
 * Holds the prediction to the limit of what was to be measured. One that only says how long the model takes at least
 * keeps to no limit.
 */
function holdPrediction({ totalMs, unknown, platform }: Prediction, text: string): readonly RuleFinding[] {
  const limit = readAmount(text, 'milliseconds');
  if (limit === undefined) return [];
  const time = `${unknown > 0 ? 'at least ' : ''}${quantityText(totalMs, 'milliseconds', exactly)}`;
  const predicted = `latency ${time} (predicted for ${platform}, not measured)`;
  const finding = (message: string): readonly RuleFinding[] => [
    { layers: [], message, data: { figure: 'latency', limit, value: totalMs, predicted: true }, key: 'predicted' },
  ];
  if (totalMs > limit) {
    return finding(
      `${predicted}: ${quantityText(totalMs - limit, 'milliseconds', exactly)} over the budget of ${text}`,
    );
  }
  return unknown > 0
    ? finding(`${predicted}: not known to keep to the budget of ${text}, for the time of ${unknown} kernels is unknown`)
    : [];
}

/** How many layers of unknown cost a message names. */
const NAMED_LAYERS = 3;

/** The labels of the layers whose cost is unknown. */
function unknownLayers({ layers }: Analysis, indices: readonly number[]): readonly string[] {
  return indices.flatMap((index) => {
    const layer = layers[index];
    return layer === undefined || isCosted(layer) ? [] : [layer.label];
  });
}

/** The layers and modules of such a name. */
function partsNamed({ layers }: Analysis, pattern: string): readonly BudgetedPart[] {
  const matches = matchNames(pattern);
  const modules = new Map<string, number[]>();
  const places: BudgetedPart[] = [];
  for (const layer of layers) {
    if (!isRunning(layer)) continue;
    for (const depth of layer.scope.keys()) {
      const module = layer.scope.slice(0, depth + 1).join('/');
      append(modules, module, layer.index);
    }
    if (matches(layer.label)) places.push({ name: layer.label, layers: [layer.index] });
  }
  return [...[...modules].flatMap(([name, members]) => (matches(name) ? [{ name, layers: members }] : [])), ...places];
}
