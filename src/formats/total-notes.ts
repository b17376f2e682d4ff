import { isKnown, subtract, sum } from '../dim/index.js';
import type { Dim } from '../dim/index.js';
import { buffersFigure, figureNamed, paramsFigure } from '../figures/index.js';
import { oneRunOf, totalOf } from '../report/index.js';
import type { Report } from '../report/index.js';
import {
  bytesText,
  durationText,
  escapeTerminal,
  exactText,
  quantityText,
  shareText,
  thingsText,
} from '../text/index.js';
import type { QuantityStyle } from '../text/index.js';

/** Characters of an exact formula. */
const LONGEST_FORMULA = 160;

/** The most unknown operators that are listed. */
const LISTED_OPERATORS = 6;

/** How names from the model are written, safe for where they stand. */
export interface NameStyle {
  /** A layer by its position. */
  readonly layer: (index: number) => string;
  readonly operator: (name: string) => string;
}

/** The notes beside totals for people, by figure: parts, places and bounds. */
export function totalNotes(
  report: Report,
  style: QuantityStyle,
  names: NameStyle,
): Readonly<Record<string, readonly string[]>> {
  const text = (name: string): string =>
    quantityText(totalOf(report, figureNamed(name)), figureNamed(name).unit, style);
  const otherElements = totalOf(report, buffersFigure);
  return {
    'memory-access': [
      `${text('memory-read')} read`,
      `${text('memory-written')} written`,
      `${text('memory-access-fused')} after fusion`,
    ],
    'arithmetic-intensity': [figureNamed('arithmetic-intensity').meaning, ...ofKnownPart(report)],
    [paramsFigure.name]: [
      text('param-bytes'),
      ...(otherElements === 0 ? [] : [`${buffersFigure.label} ${exactText(otherElements, LONGEST_FORMULA)}`]),
    ],
    'params-as-trained': report.asTrained === undefined ? [] : [report.asTrained.text.replace(/^.*?: /u, '')],
    'weight-bytes': weightTexts(report),
    'peak-activations': describePeak(report, names, text),
    'inputs-and-outputs': ['among the activations'],
    memory: describeMemory(report, style),
    predicted: describePrediction(report),
    layers: describeCoverage(report, names),
  };
}

/** The part of the model that a quotient of lower bounds is of. */
function ofKnownPart({ coverage }: Report): readonly string[] {
  return coverage.costed < coverage.layers ? ['of the layers whose cost is known, as shares are'] : [];
}

/**
 * The range in which the predicted time most likely lies, how much of the time the platform's samples cover, and the
 * platform.
 */
function describePrediction({ prediction }: Report): readonly string[] {
  if (prediction === undefined) return [];
  const { platform, lowMs, highMs, inRangeShare, unknown, assumed } = prediction;
  return [
    highMs === null
      ? `at least: the time of ${thingsText(unknown, 'kernel')} is unknown`
      : `${durationText(lowMs)} to ${durationText(highMs)}`,
    `${shareText(inRangeShare)} within what was sampled`,
    ...(assumed.length === 0 ? [] : [`${assumed.map(escapeTerminal).join(', ')} taken for 1`]),
    `on ${escapeTerminal(platform)}`,
  ];
}

/** The layer at which most is alive, and the peak in place where that is less. */
function describePeak(report: Report, names: NameStyle, text: (name: string) => string): readonly string[] {
  const figure = figureNamed('peak-activations');
  const { layers } = report;
  const peak = totalOf(report, figure);
  const peakLayer =
    typeof peak === 'object' || peak === 0 ? -1 : layers.findIndex((layer) => oneRunOf(layer, figure) === peak);
  const inPlace = text('peak-activations-in-place');
  const note =
    inPlace === text('peak-activations') || inPlace === '?' ? [] : [`${inPlace} with element-wise layers in place`];
  if (peak === undefined || peakLayer === -1) return note;
  return [`at ${names.layer(peakLayer)}`, ...note];
}

/**
 * The bytes of the weights of each element type, of scales and of buffers, where there are several; what lies in other
 * files.
 */
export function weightTexts(report: Report): readonly string[] {
  const { weights } = report;
  const [all, scales, inOtherFiles] = ['weight-bytes', 'scale-bytes', 'external-bytes'].map((name) =>
    totalOf(report, figureNamed(name)),
  );
  if (weights === undefined) return [];
  const known = sum([...weights.map(({ bytes }) => bytes ?? 0), scales ?? 0]);
  const bufferBytes = subtract(all ?? known, known);
  const parts = [
    ...weights.filter(({ bytes }) => bytes !== 0).map(({ type, bytes }) => `${type} ${bytesText(bytes)}`),
    ...(scales === 0 ? [] : [`scales ${bytesText(scales)}`]),
    ...(bufferBytes === 0 ? [] : [`buffers ${bytesText(bufferBytes)}`]),
  ];
  return [
    ...(parts.length > 1 ? parts : []),
    ...(inOtherFiles === undefined || inOtherFiles === 0 ? [] : [`${bytesText(inOtherFiles)} in other files`]),
  ];
}

/** The parts of the total memory, and what is not among them. */
function describeMemory(report: Report, style: QuantityStyle): readonly string[] {
  const total = (name: string): Dim | undefined => totalOf(report, figureNamed(name));
  const [memory, arena, peak] = [total('memory'), total('arena'), total('peak-activations')];
  const activations = arena ?? peak;
  if (memory === undefined || activations === undefined) return [];
  const text = (value: Dim | undefined): string => bytesText(value, style);
  const name = arena === undefined || text(arena) === text(peak) ? 'peak activations' : 'arena';
  // A formula stands in the line of its own total.
  const rest = isKnown(activations) ? `${name} ${text(activations)}` : `the rest ${name}`;
  return [`stored tensors ${text(subtract(memory, activations))}`, rest, 'without kernel workspace and runtime'];
}

/** How many layers have a known cost, and the operators that are unknown. */
function describeCoverage(
  { coverage: { layers, costed, costedElements, unknownOps } }: Report,
  names: NameStyle,
): readonly string[] {
  if (costed === layers) return layers === 0 ? [] : ['the cost of all is known'];
  const unknown = Object.entries(unknownOps)
    .slice(0, LISTED_OPERATORS)
    .map(([op, count]) => `unknown ${names.operator(op)} ×${count}`);
  const share = costedElements === null ? '' : `, which give ${shareText(costedElements)} of all elements`;
  return [
    `the cost of ${costed} is known${share}`,
    ...unknown,
    ...(Object.keys(unknownOps).length > unknown.length
      ? [`${Object.keys(unknownOps).length - unknown.length} more operators are unknown`]
      : []),
  ];
}
