import type { KernelExplanation } from '../platform/index.js';
import type { ReportLayer } from '../report/index.js';
import {
  durationText,
  escapeTerminal,
  exactText,
  labelledProse,
  listText,
  quantityText,
  shareText,
  terminalText,
} from '../text/index.js';
import type { Paint, Written } from '../text/index.js';
import { drawRows } from '../formats/index.js';

const ranges: Readonly<Record<KernelExplanation['range'], string>> = {
  within: 'within what was sampled',
  beyond: 'beyond what was sampled',
  unknown: 'unknown: the samples say nothing of such a kernel',
};

/** Where the predicted time of a layer comes from, for people. */
export function kernelText(
  explained: KernelExplanation | undefined,
  layers: readonly ReportLayer[],
  platform: string,
  width: number,
  paint: Paint,
): Written {
  const title = `${paint.bold('predicted')}  `;
  if (explained === undefined) {
    return terminalText(['', `${title}nothing: no kernel of its own computes it, or its sizes are open`]);
  }
  const { class: name, features, amounts, baseMs, ms, sigma, range, source, nearest } = explained;
  const time = ms === undefined ? `at least ${durationText(baseMs)}` : `${durationText(ms)} ± ${shareText(sigma)}`;
  const labels = explained.layers.map((index) => escapeTerminal(layers[index]?.label ?? ''));
  const shown = [features, ...nearest.map((sample) => sample.features)];
  const names = Object.keys(features).filter((each) => shown.some((own) => own[each] !== 0));
  const row = (label: string, own: Readonly<Record<string, number>>, took: string): readonly string[] => [
    label,
    ...names.map((each) => exactText(own[each])),
    took,
  ];
  const rows = [
    ['  ', ...names, ''],
    row('  here', features, ms === undefined ? '?' : durationText(ms)),
    ...nearest.map((sample) => row(`  ${escapeTerminal(sample.network)}`, sample.features, durationText(sample.ms))),
  ];
  const sampled = source === undefined || source === name ? '' : `, by the samples of ${escapeTerminal(source)}`;
  return terminalText([
    '',
    `${title}${time} on ${escapeTerminal(platform)}`,
    ...labelledProse('  range   ', ranges[range], width),
    ...labelledProse('  kernel  ', listText(labels), width),
    `  class   ${escapeTerminal(name)}${sampled}`,
    `  work    ${quantityText(amounts.macs, 'count')} multiply-adds as computed, ` +
      `${quantityText(amounts.bytes, 'bytes')} of data, ${quantityText(amounts.constantBytes, 'bytes')} ` +
      `of weights: ${durationText(baseMs)} at the best rates`,
    '',
    paint.bold('nearest samples'),
    ...(nearest.length === 0
      ? ['  none of this class']
      : drawRows(rows, rows[0]?.map((_, column) => (column === 0 ? ('left' as const) : ('right' as const))) ?? [])),
  ]);
}
