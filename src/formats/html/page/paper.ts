import { durationText } from '../../../text/index.js';
import type { GuidelineFacts, PaperFacts } from '../../paper-facts.js';
import { element } from './dom.js';
import { capital, nameText } from './names.js';
import { speedPanel } from './paper-speeds.js';
import { splitPanel } from './split-bars.js';
import type { Split } from './split-bars.js';
import { rowsTable, tablePanel } from './table-panel.js';

const verdicts: Readonly<Record<GuidelineFacts['holds'], string>> = {
  yes: 'holds here',
  partly: 'holds in part',
  no: 'does not hold here',
};

/** The paper's experiments on a platform: a verdict on each guideline with its table, and figures 1 and 2. */
export function paperSection({
  platform,
  guidelines,
  networks,
  orderings,
  speeds,
  breakdowns,
}: PaperFacts): HTMLElement {
  const wholes = breakdowns.map(({ name, ms }) => `${nameText(name)} (${durationText(ms)})`);
  return element(
    'section',
    { id: 'paper', 'aria-label': 'The paper on this platform' },
    element('h1', {}, 'The ShuffleNet V2 paper on this platform'),
    element('p', { class: 'hint-line name' }, `${capital(platform)}.`),
    element('h2', {}, 'Guidelines'),
    element('ul', { class: 'verdicts' }, ...guidelines.map(verdictItem)),
    element(
      'div',
      { class: 'charts' },
      speeds.length < 2 ? false : speedPanel(speeds),
      breakdowns.length === 0
        ? false
        : splitPanel(
            'Figure 2: where the time goes',
            breakdowns.map(({ name, shares }): Split => ({
              label: nameText(name),
              text: durationText,
              total: shares.reduce((sum, part) => sum + part.ms, 0),
              parts: new Map(shares.map((part) => [part.category, part.ms])),
            })),
            `Time of the kernels of ${wholes.join(' and ')}.`,
          ),
      networks.rows.length === 0
        ? false
        : tablePanel('Table 8: whole networks', undefined, ['Network', ...networks.heads.map(capital)], networks.rows),
      orderings.length === 0
        ? false
        : tablePanel(
            'What orders these networks by their time here',
            'Pairs are of networks of about equal multiply-adds: those that the figure orders as the time does.',
            ['Figure', 'Rank correlation', 'Pairs'],
            orderings,
          ),
    ),
  );
}

function verdictItem({ guideline, holds, sentence, title, columns }: GuidelineFacts): HTMLElement {
  return element(
    'li',
    { class: 'panel' },
    element(
      'p',
      {},
      element('b', {}, guideline),
      ' ',
      element('span', { class: `badge verdict-${holds}` }, verdicts[holds]),
    ),
    element('p', {}, sentence),
    element(
      'details',
      {},
      element('summary', {}, title),
      ...columns.map(({ name, device, rows }) =>
        rowsTable(`${title}, ${name}`, [name, 'Here', 'Relative', `Paper, ${device}`, 'Relative'], rows),
      ),
    ),
  );
}
