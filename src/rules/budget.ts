import { append, isCosted, isRunning } from '../analysis/index.js';
import type { Analysis } from '../analysis/index.js';
import { isAtLeast, isKnown, print, symbolsOf } from '../dim/index.js';
import type { Dim } from '../dim/index.js';
import type { Measurement } from '../measurement/index.js';
import { defineRule } from './define.js';
import type { Rule, RuleFinding } from './define.js';
import { amountText, examples, readLimit } from './limit.js';
import type { Unit } from './limit.js';
import { matchNames } from './name-pattern.js';
import { listText, ratioText } from './quantity.js';

/** A figure that has a limit. */
interface Budget {
  readonly id: string;
  /** What is limited: `multiply-adds`. */
  readonly figure: string;
  readonly unit: Unit;
  readonly summary: string;
  /** The figure of the whole model; undefined when there is none to judge, as of a model that was not measured. */
  readonly ofModel: (analysis: Analysis, measurement: Measurement | undefined) => Dim | undefined;
  /** The figure of some layers together; without, only the model has a limit. */
  readonly ofLayers?: (
    analysis: Analysis,
    layers: readonly number[],
    measurement: Measurement | undefined,
  ) => Dim | undefined;
  /** Whether layers of unknown cost add nothing to it, so that it is at least so much. */
  readonly isPartial?: boolean;
}

/** Declares a budget: a rule that holds a figure of the model, or of layers and modules by name, to a limit of the user's. Without a limit it says nothing. */
export function defineBudget({ id, figure, unit, summary, ofModel, ofLayers, isPartial = false }: Budget): Rule {
  const judge = (value: Dim | undefined, text: string, place: Place, partial: boolean): readonly RuleFinding[] => {
    const limit = readLimit(text, unit);
    return value === undefined || limit === undefined ? [] : hold(value, { limit, text, unit, figure }, place, partial);
  };
  return defineRule({
    id,
    severity: 'error',
    budget: true,
    summary,
    options: {
      limit: {
        default: '',
        quantity: unit,
        description: `The most that the model may have, such as ${examples[unit]}; none when empty.`,
      },
      ...(ofLayers && {
        layers: {
          default: {},
          quantity: unit,
          description: 'The most that each layer or module of such a name may have, by pattern.',
        },
      }),
    },
    check(analysis, options, measurement): readonly RuleFinding[] {
      const partial = isPartial && analysis.coverage.costed < analysis.coverage.layers;
      const whole = judge(ofModel(analysis, measurement), options.limit, { name: '', layers: [] }, partial);
      if (ofLayers === undefined || options.layers === undefined) return whole;
      const parts = Object.entries(options.layers).flatMap(([pattern, text]) =>
        placesNamed(analysis, pattern).flatMap((place) =>
          judge(ofLayers(analysis, place.layers, measurement), text, place, isPartial && hasUnknown(analysis, place)),
        ),
      );
      return [...whole, ...parts];
    },
  });
}

/** The model, without a name, or layers that have one. */
interface Place {
  readonly name: string;
  readonly layers: readonly number[];
}

interface Limit {
  readonly limit: number;
  /** As the user wrote it. */
  readonly text: string;
  readonly unit: Unit;
  readonly figure: string;
}

function hold(
  value: Dim,
  { limit, text, unit, figure }: Limit,
  { name, layers }: Place,
  partial: boolean,
): readonly RuleFinding[] {
  const where = name === '' ? '' : `${name}: `;
  const known = isKnown(value) ? Number(value) : undefined;
  const data = { figure, limit, value: known ?? print(value), layers: layers.length };
  if (known === undefined ? isAtLeast(value, Math.floor(limit) + 1) : known > limit) {
    const over =
      known === undefined
        ? 'over'
        : `${amountText(known - limit, unit)}${limit > 0 ? ` (${ratioText(known / limit)} times)` : ''} over`;
    return [
      {
        layers,
        message: `${where}${figure} ${known === undefined ? print(value) : amountText(known, unit)}: ${over} the budget of ${text}`,
        data,
        key: name,
      },
    ];
  }
  if (known === undefined && !isAtLeast(Math.floor(limit), value)) {
    const symbols = [...symbolsOf(value)];
    const flags = symbols.map((symbol) => `--dim ${symbol}=…`);
    return [
      {
        layers,
        message: `${where}whether ${figure} keep to the budget of ${text} depends on ${listText(symbols)}; bind ${symbols.length === 1 ? 'it' : 'them'} with ${flags.join(' ')}`,
        data: { ...data, unbound: symbols },
        key: name,
      },
    ];
  }
  // What is known keeps to the limit; what is not might break it.
  return partial
    ? [
        {
          layers,
          severity: 'warning',
          message: `${where}${figure} keep to the budget of ${text} as far as they are known; the cost of some layers is not`,
          data,
          key: `${name} partial`,
        },
      ]
    : [];
}

/** The layers and modules of such a name. */
function placesNamed({ layers }: Analysis, pattern: string): readonly Place[] {
  const matches = matchNames(pattern);
  const modules = new Map<string, number[]>();
  const places: Place[] = [];
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

function hasUnknown({ layers }: Analysis, place: Place): boolean {
  return place.layers.some((index) => {
    const layer = layers[index];
    return layer !== undefined && !isCosted(layer);
  });
}
