import { isDepthwise, convolutionsOf, isRunning, widthsOf } from '../analysis/index.js';
import type { Analysis, Layer, Width } from '../analysis/index.js';
import type { Wishes } from '../changes/index.js';
import { NetstatError, suggest } from '../ir/index.js';
import { matchNames } from '../rules/index.js';
import { thingsText } from '../text/index.js';

/** The things that can be changed, by the name of their option. */
export const changeable = ['channels', 'groups', 'kernel'] as const;

/** The name of one. */
export type Changeable = (typeof changeable)[number];

/** Layers by pattern, and the numbers that they are to have, one after the other. */
export interface Wish {
  readonly kind: Changeable;
  readonly pattern: string;
  readonly values: readonly number[];
}

/** One of several changes to a model. */
export interface WishedChange {
  /** By option and pattern: the value. */
  readonly settings: Readonly<Record<string, string>>;
  readonly wishes: Wishes;
}

/** The most changes that are tried in one run. */
const MOST = 64;

/**
 * Reads `/stage2/**=60,64`. A name may hold `=`: it is split at the last one.
 * @throws NetstatError for other text
 */
export function readWish(kind: Changeable, text: string): Wish {
  const at = text.lastIndexOf('=');
  const values = text
    .slice(at + 1)
    .split(',')
    .map((value) => value.trim());
  if (at > 0 && values.every((value) => /^[1-9]\d{0,5}$/u.test(value))) {
    return { kind, pattern: text.slice(0, at), values: values.map(Number) };
  }
  throw new NetstatError(
    'bad-option',
    `--${kind} ${text}: should be like --${kind} '/stage2/**=64' or '/stage2/**=58,60,64'`,
  );
}

/**
 * Every combination of the values of some wishes.
 * @throws NetstatError when a pattern fits no layer that could change, or there are too many
 */
export function combine(analysis: Analysis, wishes: readonly Wish[]): readonly WishedChange[] {
  let changes: readonly WishedChange[] = [{ settings: {}, wishes: {} }];
  for (const wish of wishes) {
    const layers = layersOf(analysis, wish);
    changes = changes.flatMap((change) =>
      wish.values.map((value) => ({
        settings: { ...change.settings, [`${wish.kind} ${wish.pattern}`]: String(value) },
        wishes: withWish(analysis, change.wishes, wish.kind, layers, value),
      })),
    );
    if (changes.length > MOST) {
      throw new NetstatError(
        'bad-option',
        `there are ${changes.length} combinations; at most ${MOST} are tried at once`,
      );
    }
  }
  return changes;
}

function layersOf(analysis: Analysis, { kind, pattern }: Wish): readonly Layer[] {
  const matches = matchNames(pattern);
  const convolutions = new Map(convolutionsOf(analysis).map((each) => [each.layer.index, each]));
  const candidates = analysis.layers.filter((layer) => {
    const convolution = convolutions.get(layer.index);
    if (kind !== 'channels') return convolution !== undefined && !convolution.detail.transposed;
    // A depthwise convolution has the channels of whoever comes before it.
    if (convolution !== undefined) return !isDepthwise(convolution);
    return layer.detail?.kind === 'matmul' && isRunning(layer);
  });
  const found = candidates.filter(({ label }) => matches(label));
  if (found.length > 0) return found;
  const names = candidates.map(({ label }) => label);
  const anyDepth = pattern.replaceAll(/\*+/gu, '**');
  const [wider, fits] =
    [anyDepth, `${anyDepth}/**`]
      .map((each) => [each, names.filter(matchNames(each))] as const)
      .find(([, matching]) => matching.length > 0) ?? [];
  const help =
    fits === undefined
      ? suggest(pattern, names)
      : `'${wider}' fits ${thingsText(fits.length, 'layer')}, such as ${fits[0]} (* ends at a slash, ** does not)`;
  const wanted = kind === 'channels' ? 'convolution or product' : 'convolution';
  throw new NetstatError('bad-option', `--${kind} ${pattern}: no ${wanted} has such a name; ${help}`);
}

function withWish(
  analysis: Analysis,
  before: Wishes,
  kind: Changeable,
  layers: readonly Layer[],
  value: number,
): Wishes {
  const byLayer = new Map(layers.map(({ index }) => [index, value] as const));
  switch (kind) {
    case 'groups':
      return { ...before, groups: new Map([...(before.groups ?? []), ...byLayer]) };
    case 'kernel':
      return { ...before, kernels: new Map([...(before.kernels ?? []), ...byLayer]) };
    case 'channels': {
      const widths = layers.map((layer): Width => {
        const widths = widthsOf(analysis);
        const width = widths.of(layer.outputs[0]);
        const isOfActivations = layer.detail?.kind === 'matmul' && layer.inputs[1]?.provenance === 'data';
        if (width !== undefined && !isOfActivations) return width;
        throw new NetstatError(
          'bad-option',
          isOfActivations
            ? `--channels: ${layer.label} multiplies two activations, and has no channels of its own to change`
            : `--channels: nothing says which axis of what ${layer.label} gives holds its channels, so they cannot ` +
                'be changed',
        );
      });
      return {
        ...before,
        channels: new Map([...(before.channels ?? []), ...widths.map((width) => [width, value] as const)]),
      };
    }
  }
}
