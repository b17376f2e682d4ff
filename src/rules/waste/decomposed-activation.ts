import { dataInputs, fusionOf, layersOfKind, overridableOf, perInference, readersOf } from '../../analysis/index.js';
import type { Analysis, Layer } from '../../analysis/index.js';
import { isAtLeast, subtract, sum } from '../../dim/index.js';
import type { Dim } from '../../dim/index.js';
import { isRanked } from '../../ir/index.js';
import { defineRule } from '../define.js';
import type { RuleFinding } from '../define.js';
import { erf } from '../elementary-function.js';
import type { Samples } from '../elementary-function.js';
import type { Severity } from '../finding.js';
import { movedBytes } from '../moved-bytes.js';
import { placeOf } from '../place.js';
import { listText, thingsText } from '../../text/index.js';
import { putTogether } from '../put-together.js';
import type { WholeOperator } from '../put-together.js';
import { functionsEndingIn, points } from '../spelled-out.js';
import type { SpelledOut } from '../spelled-out.js';

/** A function that a later opset has whole. */
interface Whole extends WholeOperator {
  readonly samples: Samples;
  /** The effect in onnxruntime: docs/rules/decomposed-activation.md has the figures. */
  readonly effect: (analysis: Analysis, spelledOut: SpelledOut) => Effect;
}

/** Whether onnxruntime loses time by the layers, loses none, or puts them together when it loads the model. */
type Effect = 'slower' | 'as fast' | 'put together';

const pointwise = (of: (x: number) => number): Samples => points.map(of);
const sigmoid = (x: number): number => 1 / (1 + Math.exp(-x));
const mean = (list: Samples): number => list.reduce((total, value) => total + value, 0) / list.length;
const centred = points.map((x) => x - mean(points));
const rootMeanSquare = (list: Samples): number => Math.sqrt(mean(list.map((x) => x * x)));

const words: Readonly<Record<Effect, { readonly severity: Severity; readonly note: string }>> = {
  slower: { severity: 'warning', note: 'onnxruntime does not put it together' },
  'as fast': { severity: 'info', note: 'onnxruntime is no faster with it whole; others may be' },
  'put together': { severity: 'info', note: 'onnxruntime puts it together at load; others may not' },
};

const wholes: readonly Whole[] = [
  {
    opType: 'Gelu',
    opset: 20,
    samples: pointwise((x) => 0.5 * x * (1 + erf(x / Math.SQRT2))),
    effect: () => 'put together',
  },
  {
    opType: 'Gelu',
    settings: { approximate: 'tanh' },
    opset: 20,
    samples: pointwise((x) => 0.5 * x * (1 + Math.tanh(Math.sqrt(2 / Math.PI) * (x + 0.044715 * x ** 3)))),
    effect: (analysis, spelledOut) => (isFastGelu(analysis, spelledOut) ? 'put together' : 'slower'),
  },
  // In two layers, by HardSigmoid, it is as fast.
  {
    opType: 'HardSwish',
    opset: 14,
    samples: pointwise((x) => (x * Math.min(Math.max(x + 3, 0), 6)) / 6),
    effect: (_, { layers }) => (layers.length > 2 ? 'slower' : 'as fast'),
  },
  { opType: 'Swish', opset: 24, samples: pointwise((x) => x * sigmoid(x)), effect: () => 'put together' },
  {
    opType: 'Mish',
    opset: 18,
    samples: pointwise((x) => x * Math.tanh(Math.log1p(Math.exp(x)))),
    effect: () => 'as fast',
  },
  {
    opType: 'LayerNormalization',
    opset: 17,
    normalizes: true,
    samples: centred.map((x) => x / rootMeanSquare(centred)),
    effect: () => 'put together',
  },
  {
    opType: 'RMSNormalization',
    opset: 23,
    normalizes: true,
    samples: points.map((x) => x / rootMeanSquare(points)),
    effect: () => 'put together',
  },
];

/** How far constants that were rounded to 16 bits, an epsilon and an approximated erf may move a value. */
const TOLERANCE = 0.004;

export default defineRule({
  id: 'decomposed-activation',
  severity: 'warning',
  summary: 'An activation or normalisation spelled out in several layers writes and reads what one layer would keep.',
  options: {},
  metric: { name: 'functions', unit: 'count', of: (analysis) => decomposedOf(analysis).length },
  *check(analysis): Generator<RuleFinding> {
    const all = decomposedOf(analysis).map((each) => ({ ...each, effect: each.whole.effect(analysis, each) }));
    for (const whole of wholes) {
      for (const effect of ['slower', 'as fast'] as const) {
        const found = all.filter((each) => each.whole === whole && each.effect === effect);
        if (found.length > 0) yield findingOf(analysis, found, effect);
      }
    }
    const mended = all.filter(({ effect }) => effect === 'put together');
    if (mended.length > 0) yield findingOf(analysis, mended, 'put together');
  },
});

/** An operator with its settings: `Gelu (approximate="tanh")`. */
function operatorText({ opType, settings = {} }: WholeOperator): string {
  const told = Object.entries(settings).map(([name, value]) => `${name}="${value}"`);
  return told.length === 0 ? opType : `${opType} (${told.join(', ')})`;
}

interface Decomposed extends SpelledOut {
  readonly whole: Whole;
}

/**
 * One finding for places of the same effect. Those that onnxruntime mends stand together, whatever functions they are.
 */
function findingOf(analysis: Analysis, found: readonly Decomposed[], effect: Effect): RuleFinding {
  const layers = found.flatMap((each) => each.layers.map(({ index }) => index));
  const { severity, note } = words[effect];
  const imported = analysis.model.opsets.get('ai.onnx') ?? 0;
  const functions = wholes
    .map((whole) => ({ whole, places: found.filter((each) => each.whole === whole) }))
    .filter(({ places }) => places.length > 0);
  const told = functions.map(({ whole, places }) => {
    const lengths = [...new Set(places.map((each) => each.layers.length))];
    const each = `${lengths[0] ?? 0} layers${lengths.length > 1 ? ' or so' : ''} each`;
    const since =
      imported >= whole.opset
        ? `opset ${imported}, which the model imports, has it whole`
        : `opset ${whole.opset} has it whole; the model imports ${imported}`;
    return functions.length === 1
      ? `${operatorText(whole)} spelled out ${thingsText(places.length, 'time')}, in ${each}: ${since}`
      : `${operatorText(whole)} ${thingsText(places.length, 'time')} in ${each} (whole from opset ${whole.opset} on)`;
  });
  const [first, another] = functions;
  const only = another === undefined ? first : undefined;
  const message =
    functions.length === 1
      ? `${listText(told)}; ${note}`
      : `${listText(told)} spelled out, where the model imports opset ${imported}; ${note.replace(' it ', ' them ')}`;
  return {
    layers,
    severity,
    lostBytes: sum(found.map((each) => lostBytes(analysis, each))),
    mending: () => putTogether(found, imported),
    ...(effect === 'put together' && { mendedBy: 'onnxruntime' }),
    message: `${placeOf(analysis, layers)}: ${message}`,
    data: {
      operator: functions.map(({ whole }) => operatorText(whole)).join(', '),
      opset: Math.max(...functions.map(({ whole }) => whole.opset)),
      importedOpset: imported,
      count: found.length,
      layersEach: found.map((each) => each.layers.length),
    },
    key: only === undefined ? effect : operatorText(only.whole),
  };
}

/**
 * Whether onnxruntime makes one FastGelu of these layers: the halved input times 1 + tanh(…), the cube by Pow or
 * factored out, and a result that the model does not give out. docs/fusion.md has the two forms; test/rules tests them
 * there.
 */
function isFastGelu(analysis: Analysis, { layers, input, output }: SpelledOut): boolean {
  const last = layers.at(-1);
  if (last === undefined || dataInputs(last).length !== 2 || readersOf(analysis).escapes(output)) return false;
  const halves = layers.some(
    (layer) =>
      isFunction(layer, 'mul') &&
      dataInputs(layer).length === 1 &&
      layer.inputs.includes(input) &&
      last.inputs.includes(layer.outputs[0]),
  );
  const isCubeByPow = layers.some((layer) => isFunction(layer, 'pow'));
  const isFactoredOut = layers.every((layer) => !isFunction(layer, 'add') || dataInputs(layer).length === 1);
  return halves && (isCubeByPow || isFactoredOut);
}

function isFunction({ detail }: Layer, name: string): boolean {
  return detail?.kind === 'elementwise' && detail.function === name;
}

function decomposedOf(analysis: Analysis): readonly Decomposed[] {
  const taken = new Set<Layer>();
  const found: Decomposed[] = [];
  // From the end: where a shorter function is part of a longer one, the longer one is reported.
  for (const layer of layersOfKind(analysis, 'elementwise').toReversed()) {
    if (!isLast(layer) || taken.has(layer)) continue;
    const match = matchOf(analysis, layer);
    // A caller may replace its constants: no runtime takes it for the function.
    if (match?.layers.some(overridableOf(analysis).isReadBy) === true) continue;
    if (match === undefined || match.layers.some((each) => taken.has(each))) continue;
    for (const each of match.layers) taken.add(each);
    found.push(match);
  }
  return found.toReversed();
}

/** All of these functions end in a product or a quotient. */
function isLast(layer: Layer): boolean {
  const { detail } = layer;
  return (
    detail?.kind === 'elementwise' &&
    (detail.function === 'mul' || detail.function === 'div') &&
    dataInputs(layer).length > 0
  );
}

function matchOf(analysis: Analysis, last: Layer): Decomposed | undefined {
  // The longest: the normalisation of what a mean was taken from is part of a longer one.
  for (const spelledOut of functionsEndingIn(analysis, last)) {
    const whole = nearest(spelledOut);
    if (whole !== undefined) return { ...spelledOut, whole };
  }
  return undefined;
}

/** The function that gives nearly these values: the nearest, for Gelu and its approximation differ little. */
function nearest(spelledOut: SpelledOut): Whole | undefined {
  let best: Whole | undefined;
  let least = TOLERANCE;
  for (const whole of wholes) {
    const error = distance(whole.samples, spelledOut.samples, least);
    if (
      error === undefined ||
      !(whole.normalizes === true ? reducesLastAxes(spelledOut) : !spelledOut.layers.some(isReduction))
    ) {
      continue;
    }
    best = whole;
    least = error;
  }
  return best;
}

/** The largest relative error of some samples; undefined beyond `most`, and where one is no number. */
function distance(wanted: Samples, given: Samples, most: number): number | undefined {
  if (wanted.length !== given.length) return undefined;
  let largest = 0;
  for (let point = 0; point < wanted.length; point++) {
    const value = wanted[point] ?? NaN;
    const error = Math.abs(value - (given[point] ?? NaN)) / Math.max(1, Math.abs(value));
    if (!(error <= most)) return undefined;
    largest = Math.max(largest, error);
  }
  return largest;
}

function isReduction({ detail }: Layer): boolean {
  return detail?.kind === 'reduction';
}

/** Whether all reductions are over the same axes, the last ones. */
function reducesLastAxes({ layers, input }: SpelledOut): boolean {
  const rank = isRanked(input.type) ? input.type.shape.length : undefined;
  if (rank === undefined) return false;
  const lists = layers.flatMap(({ detail }) =>
    detail?.kind === 'reduction'
      ? [detail.axes?.map((axis) => (axis < 0 ? axis + rank : axis)).toSorted((a, b) => a - b)]
      : [],
  );
  const [first] = lists;
  const isLastAxes =
    first !== undefined && first.length > 0 && first.every((axis, position) => axis === rank - first.length + position);
  return isLastAxes && lists.every((axes) => axes !== undefined && String(axes) === String(first));
}

/**
 * The bytes that its layers move after fusion, less those of one layer in their place, which reads the input and writes
 * the output.
 */
function lostBytes(analysis: Analysis, { layers, input, output }: SpelledOut): Dim {
  const { trafficOf, fusedInto } = fusionOf(analysis);
  const moved = movedBytes(
    analysis,
    layers.map(({ index }) => index),
  );
  const ends = layers.flatMap((layer) => {
    if (fusedInto[layer.index] !== undefined) return [];
    const part = trafficOf(layer.index).filter(({ edge }) => edge === input || edge === output);
    return part.map((each) => ({ edge: each.edge, bytes: perInference(layer, 'bytes', each.bytes ?? 0) }));
  });
  const needed = sum([input, output].map((edge) => ends.find((end) => end.edge === edge)?.bytes ?? 0));
  return isAtLeast(moved, needed) ? subtract(moved, needed) : 0;
}
