import type { ChalkInstance } from 'chalk';
import {
  asTrainedOf,
  fusedLifetimesOf,
  fusionOf,
  memoryAccessBytes,
  peakInPlaceOf,
  storedWeightsOf,
} from '../../analysis/index.js';
import type { Analysis } from '../../analysis/index.js';
import { equals } from '../../dim/index.js';
import type { Dim } from '../../dim/index.js';
import { arenaBytesOf, inputOutputBytesOf, storedBytesOf, totalMemoryOf } from '../../arena/index.js';
import { asTrainedText, ratioOf, weightBytesTexts } from '../../report/index.js';
import {
  bytesText,
  countText,
  escapeTerminal,
  exactText,
  labelledList,
  ratioText,
  shareText,
  shortenNames,
  shortenText,
  textWidth,
} from '../../text/index.js';
import type { QuantityStyle } from '../../text/index.js';

const inTotals: QuantityStyle = { digits: 4, length: 60 };

/** Unknown operators are listed up to so many; one of more characters is shortened. */
const LISTED_OPERATORS = 6;
const LONGEST_NAME = 60;

/** A layer's name has at least so many columns. */
const LEAST_NAME = 20;

/** Notes stand beside values of at most so many characters. */
const LONGEST_VALUE = 16;

/** The column that notes begin at, at most: after a total's name and value. */
const NOTES_AT = 40;

/** The totals of a model, a line or a few each. */
export function drawTotals(analysis: Analysis, width: number, paint: ChalkInstance): readonly string[] {
  const { totals, coverage } = analysis;
  const least = coverage.costed < coverage.layers ? '≥ ' : '';
  const access = memoryAccessBytes(totals);
  const count = (value: Dim | undefined): string => countText(value, inTotals);
  const bytes = (value: Dim | undefined): string => bytesText(value, inTotals);
  const { activeParams } = storedWeightsOf(analysis);
  const isMixture = !equals(activeParams, totals.params);
  const trained = asTrainedText(analysis);
  const trainedParams = asTrainedOf(analysis).params;
  const weights = weightBytesTexts(analysis);
  const rows: readonly (readonly [name: string, value: string, notes: readonly string[]])[] = [
    ['multiply-adds', least + count(totals.multiplyAdds), exactly(totals.multiplyAdds)],
    ['FLOPs', least + count(totals.flops), exactly(totals.flops)],
    [
      'memory access',
      least + bytes(access),
      [
        `${bytes(totals.memoryReadBytes)} read`,
        `${bytes(totals.memoryWriteBytes)} written`,
        `${bytes(fusionOf(analysis).memoryAccessFusedBytes)} after fusion`,
      ],
    ],
    ['arithmetic intensity', ratioText(ratioOf(totals.flops, access)), ['FLOPs per byte of memory access']],
    [
      'params',
      count(totals.params),
      [
        ...exactly(totals.params),
        bytes(totals.paramBytes),
        ...(totals.buffers === 0 ? [] : [`buffers ${exactText(totals.buffers, 60)}`]),
      ],
    ],
    ...(isMixture ? [['active params', count(activeParams), exactly(activeParams)] as const] : []),
    ...(trained === undefined
      ? []
      : [['params as trained', count(trainedParams), [...exactly(trainedParams), trained]] as const]),
    ...(weights.length === 0 ? [] : [['weights', bytes(storedWeightsOf(analysis).bytes), weights] as const]),
    ['peak activations', least + bytes(fusedLifetimesOf(analysis).peakBytes), describePeak(analysis, width - NOTES_AT)],
    ['inputs and outputs', least + bytes(inputOutputBytesOf(analysis)), ['among the activations']],
    ['total memory', least + bytes(totalMemoryOf(analysis)), describeMemory(analysis)],
    ['layers', String(totals.layers), describeCoverage(analysis)],
  ];
  const indent = Math.max(...rows.map(([name]) => name.length)) + 2;
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

/** The layer at which most is alive, and the peak in place where that is less. The layer's name is shortened where there is no room, so that it fits no other layer. */
function describePeak(analysis: Analysis, width: number): readonly string[] {
  const { layers } = analysis;
  const { peakLayer, peakBytes } = fusedLifetimesOf(analysis);
  const inPlace = bytesText(peakInPlaceOf(analysis).peakBytes, inTotals);
  const peak = bytesText(peakBytes, inTotals);
  const note = inPlace === peak || inPlace === '?' ? [] : [`${inPlace} with element-wise layers in place`];
  if (peakLayer === undefined) return note;
  const room = Math.max(LEAST_NAME, width - 'at '.length);
  const label = escapeTerminal(layers[peakLayer]?.label ?? '');
  const shown =
    textWidth(label) <= room
      ? label
      : shortenNames(
          layers.map((layer) => escapeTerminal(layer.label)),
          room,
          layers.map(({ index }) => index),
        )[peakLayer];
  return [`at ${shown}`, ...note];
}

/** The parts of the total memory, and what is not among them. */
function describeMemory(analysis: Analysis): readonly string[] {
  const peak = fusedLifetimesOf(analysis).peakBytes;
  const arena = arenaBytesOf(analysis);
  const text = (value: Dim | undefined): string => bytesText(value, inTotals);
  const activations =
    arena === undefined || text(arena) === text(peak) ? 'peak activations' : `an arena of ${text(arena)}`;
  return [`${text(storedBytesOf(analysis))} of weights and ${activations}`, 'without kernel workspace and runtime'];
}

/** The count to the digit, where the human one is rounded. */
function exactly(value: Dim | undefined): readonly string[] {
  return typeof value === 'object' || value === undefined || Number(value) < 1000 ? [] : [exactText(value, 60)];
}

function describeCoverage({ coverage: { layers, costed, costedElements, unknownOps } }: Analysis): readonly string[] {
  if (costed === layers) return layers === 0 ? [] : ['the cost of all is known'];
  const unknown = [...unknownOps]
    .slice(0, LISTED_OPERATORS)
    .map(([op, count]) => `unknown ${shortenText(escapeTerminal(op), LONGEST_NAME)} ×${count}`);
  const share = costedElements === undefined ? '' : `, which give ${shareText(costedElements)} of all elements`;
  return [
    `the cost of ${costed} is known${share}`,
    ...unknown,
    ...(unknownOps.size > unknown.length ? [`${unknownOps.size - unknown.length} more operators are unknown`] : []),
  ];
}
