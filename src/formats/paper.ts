import type { PaperResult } from '../paper/index.js';
import { shareText, terminalText } from '../text/index.js';
import type { Written } from '../text/index.js';
import { paperFacts } from './paper-facts.js';
import type { GuidelineFacts, PaperFacts } from './paper-facts.js';
import { drawRows } from './table/draw.js';
import { plotSpeed } from './table/speed-plot.js';

/**
 * The paper's tables on this platform, as in the paper with its figures beside, a verdict on each guideline, and its
 * figures 1 and 2.
 */
export function paperText(result: PaperResult, width: number): Written {
  const facts = paperFacts(result);
  const blocks = [
    ...facts.guidelines.map(guidelineLines),
    networkLines(facts),
    orderingLines(facts),
    plotLines(facts, width),
    breakdownLines(facts),
    [facts.platform],
  ].filter(({ length }) => length > 0);
  return terminalText(blocks.flatMap((lines, index) => (index === 0 ? lines : ['', ...lines])));
}

function guidelineLines({ title, sentence, columns }: GuidelineFacts): readonly string[] {
  const lines = columns.flatMap(({ name, device, rows }) => [
    '',
    ...drawRows(
      [
        [`  ${name}`, 'here', '', `paper, ${device}`, ''],
        ...rows.map(([entry, ...cells]) => [`    ${entry}`, ...cells]),
      ],
      ['left', 'right', 'right', 'right', 'right'],
    ),
  ]);
  return [title, ...lines, '', sentence];
}

function networkLines({ networks: { heads, rows } }: PaperFacts): readonly string[] {
  return rows.length === 0
    ? []
    : [
        'Table 8: whole networks',
        ...drawRows(
          [['  ', ...heads], ...rows.map(([name, ...cells]) => [`  ${name}`, ...cells])],
          ['', ...heads].map((_, index) => (index === 0 ? 'left' : 'right')),
        ),
      ];
}

function orderingLines({ orderings }: PaperFacts): readonly string[] {
  if (orderings.length === 0) return [];
  const rows = orderings.map(([figure, ...cells]) => [`  ${figure}`, ...cells]);
  return [
    'What orders these networks by their time here',
    ...drawRows([['  ', 'rank correlation', 'pairs of equal complexity'], ...rows], ['left', 'right', 'right']),
  ];
}

function plotLines({ speeds }: PaperFacts, width: number): readonly string[] {
  const plot = plotSpeed(
    speeds.map(({ name, macs, ms }) => ({
      path: name,
      cells: {
        'multiply-adds': { kind: 'count', value: macs, partial: false },
        latency: { kind: 'milliseconds', value: ms },
      },
    })),
    width,
  );
  return plot.length === 0 ? [] : ['Figure 1 (c, d): speed and multiply-adds', ...plot];
}

function breakdownLines({ breakdowns }: PaperFacts): readonly string[] {
  const lines = breakdowns.map(
    ({ name, shares }) =>
      `  ${name}: ${shares
        .map(({ category, share }) => `${category === 'overhead' ? 'runtime overhead' : category} ${shareText(share)}`)
        .join(', ')}`,
  );
  return lines.length === 0 ? [] : ['Figure 2: where the time goes', ...lines];
}
