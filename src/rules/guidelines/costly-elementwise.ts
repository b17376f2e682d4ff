import {
  convolutionsOf,
  fusionOf,
  isDepthwise,
  isRunning,
  accessBytesOf,
  perInference,
  macsIn,
} from '../../analysis/index.js';
import type { Analysis, Layer } from '../../analysis/index.js';
import { add, sum, toNumber } from '../../dim/index.js';
import type { Dim } from '../../dim/index.js';
import { defineRule } from '../define.js';
import type { RuleFinding } from '../define.js';
import { movedBytes } from '../moved-bytes.js';
import { placeOf } from '../place.js';
import { compareShare, shareOf, unboundFinding } from '../share.js';
import { bytesText, groupBy, listText, shareText } from '../../text/index.js';

/** The kinds of work that move much for what they compute. */
const parts = [
  'depthwise convolution',
  'shortcut addition',
  'normalisation',
  'softmax',
  'other element-wise work',
] as const;
type Part = (typeof parts)[number];

/** The advice where most is of that kind. */
const advice: Readonly<Record<Part, string>> = {
  'depthwise convolution': 'keep depthwise convolutions off wide maps',
  'shortcut addition': 'keep shortcuts off large maps, or have fewer',
  normalisation: 'prefer normalisation that convolutions and products take in',
  softmax: 'use attention that a runtime computes in one kernel',
  'other element-wise work':
    'export activations and normalisation in one node each, right after a convolution or product',
};

/** A layer that moves much for what it computes. */
interface CostlyLayer {
  readonly layer: Layer;
  readonly part: Part;
}

/** A costly layer and the bytes that it moves in all its runs. */
interface Costly extends CostlyLayer {
  readonly bytes: Dim;
}

/** How many of the worst places are named. */
const NAMED_PLACES = 3;

export default defineRule({
  id: 'costly-elementwise',
  guideline: 'G4',
  severity: 'warning',
  summary: 'Element-wise work and depthwise convolutions have few multiply-adds but move as much as others.',
  options: {
    share: {
      default: 0.3,
      minimum: 0,
      maximum: 1,
      description: 'Reported from this share of the memory access after fusion.',
    },
  },
  metric: {
    name: 'share of memory access',
    unit: 'share',
    of: (analysis) =>
      shareOf(sum(costlyAmong(analysis, layersOf(analysis)).map(({ bytes }) => bytes)), fusionOf(analysis).totalBytes),
  },
  *check(analysis, { share }): Generator<RuleFinding> {
    // A model without multiply-adds has nothing to compare the costly layers with.
    if (analysis.totals.macs === 0) return;
    const total = fusionOf(analysis).totalBytes;
    const all = layersOf(analysis);
    const costly = costlyAmong(analysis, all);
    if (costly.length === 0) return;
    const lostBytes = sum(costly.map(({ bytes }) => bytes));
    switch (compareShare(lostBytes, total, share)) {
      case 'below':
        return;
      case 'depends':
        yield unboundFinding(analysis, [lostBytes, total]);
        return;
      case 'at-least':
        yield findingOf(analysis, costly, { lostBytes, total, threshold: share, written: writtenBytes(all) });
    }
  },
});

/** The layers that no other takes in, with the bytes that they move after fusion. */
function costlyAmong(analysis: Analysis, all: readonly CostlyLayer[]): readonly Costly[] {
  const { bytes, fusedInto } = fusionOf(analysis);
  const costly: Costly[] = [];
  for (const { layer, part } of all) {
    if (fusedInto[layer.index] !== undefined) continue;
    costly.push({ layer, part, bytes: perInference(layer, 'bytes', bytes[layer.index] ?? 0) });
  }
  return costly;
}

/**
 * Every layer that is element-wise, a normalisation, a softmax or a depthwise convolution, taken in by another or not.
 */
function layersOf(analysis: Analysis): readonly CostlyLayer[] {
  const depthwise = new Set<Layer>();
  for (const convolution of convolutionsOf(analysis)) if (isDepthwise(convolution)) depthwise.add(convolution.layer);
  const found: CostlyLayer[] = [];
  for (const layer of analysis.layers) {
    const part = isRunning(layer) && layer.times !== 0 ? partOf(layer, depthwise) : undefined;
    if (part !== undefined) found.push({ layer, part });
  }
  return found;
}

function partOf(layer: Layer, depthwise: ReadonlySet<Layer>): Part | undefined {
  const { category, detail } = layer;
  if (detail?.kind === 'convolution' && depthwise.has(layer)) return 'depthwise convolution';
  if (detail?.kind === 'softmax') return 'softmax';
  if (category === 'normalization') return 'normalisation';
  if (category !== 'elementwise' && category !== 'activation') return undefined;
  const adds = detail?.kind === 'elementwise' && (detail.function === 'add' || detail.function === 'sum');
  return adds && layer.inputs.filter((edge) => edge?.provenance === 'data').length > 1
    ? 'shortcut addition'
    : 'other element-wise work';
}

/** The bytes that layers move before fusion. */
function writtenBytes(all: readonly CostlyLayer[]): Dim {
  return sum(all.map(({ layer }) => perInference(layer, 'bytes', accessBytesOf(layer) ?? 0)));
}

/** The bytes that the costly layers and all layers move, and the share from which they are reported. */
interface Moved {
  readonly lostBytes: Dim;
  readonly total: Dim;
  readonly threshold: number;
  /** What the costly layers, and those of their kind that others take in, move before fusion. */
  readonly written: Dim;
}

function findingOf(
  analysis: Analysis,
  costly: readonly Costly[],
  { lostBytes, total, threshold, written }: Moved,
): RuleFinding {
  const { totals, layers } = analysis;
  const share = shareOf(lostBytes, total);
  const productShare = shareOf(macsIn(costly.map(({ layer }) => layer)), totals.macs);
  const byPart = groupBy(costly, ({ part }) => part);
  const shares = parts
    .map((part) => ({
      part,
      share: shareOf(sum((byPart.get(part) ?? []).map(({ bytes }) => bytes)), total) ?? 0,
    }))
    .filter((each) => each.share > 0);
  const asWritten = shareOf(written, add(totals.readBytes, totals.writeBytes));
  const shuffled = shareOf(
    movedBytes(
      analysis,
      layers.filter(({ category }) => category === 'data-movement').map(({ index }) => index),
    ),
    total,
  );
  const batch = batchOf(analysis);
  const worst = costly.toSorted((a, b) => (toNumber(b.bytes) ?? 0) - (toNumber(a.bytes) ?? 0)).slice(0, NAMED_PLACES);
  const places = worst.map(({ layer, bytes }) => {
    const size = toNumber(bytes);
    return `${placeOf(analysis, [layer.index])}${size === undefined ? '' : ` (${bytesText(size)})`}`;
  });
  const most = shares.reduce<{ readonly part: Part; readonly share: number }>(
    (largest, each) => (each.share > largest.share ? each : largest),
    { part: 'other element-wise work', share: 0 },
  ).part;
  const notes = [
    ...(batch === undefined ? [] : [`at batch ${batch}, more with a larger one`]),
    ...(asWritten === undefined ? [] : [`${shareText(asWritten)} before fusion`]),
    ...(shuffled === undefined || shuffled === 0 ? [] : [`data movement, not counted, ${shareText(shuffled)} more`]),
  ];
  // A share that is at least the threshold whatever the open sizes are has no number of its own.
  const amount = `${share === undefined ? `at least ${shareText(threshold)}` : shareText(share)} of the memory access`;
  const work = productShare === undefined ? '' : ` for ${shareText(productShare)} of the multiply-adds`;
  const detail =
    shares.length === 0 ? '' : `: ${listText(shares.map((each) => `${each.part} ${shareText(each.share)}`))}`;
  const remarks = notes.length === 0 ? '' : ` (${notes.join('; ')})`;
  return {
    layers: [],
    lostBytes,
    message:
      `element-wise work and depthwise convolutions move ${amount}${work}${detail}${remarks}; most in ` +
      `${listText(places)}: ${advice[most]}`,
    ...(most === 'shortcut addition' && {
      mending: () => ({ removed: worst.flatMap(({ layer, part }) => (part === most ? layer.index : [])) }),
    }),
    data: {
      share: share ?? null,
      multiplyAddsShare: productShare ?? null,
      parts: Object.fromEntries(shares.map((each) => [each.part, each.share])),
      shareAsWritten: asWritten ?? null,
      dataMovementShare: shuffled ?? null,
      batch: batch ?? null,
      worst: worst.map(({ layer, part, bytes }) => ({ layer: layer.index, part, bytes: toNumber(bytes) ?? null })),
    },
    key: 'model',
  };
}

/**
 * The first axis of the first input that has at least three: of a matrix nobody can tell whether its rows are a batch.
 */
function batchOf({ inputs }: Analysis): number | undefined {
  const type = inputs
    .map((edge) => edge.type)
    .find((each) => each.kind === 'tensor' && each.shape !== undefined && each.shape.length > 2);
  return type?.kind === 'tensor' ? toNumber(type.shape?.[0] ?? 0) : undefined;
}
