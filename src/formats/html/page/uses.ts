import { figures } from '../../../figures/index.js';
import type { Dim } from '../../../dim/index.js';
import type { GenerationReport, ModelReport } from '../../../report/index.js';
import { boundFacts, boundRows } from '../../bound-facts.js';
import { generationColumns, stateFacts } from '../../generation-columns.js';
import { totalText } from '../../models.js';
import { shownInScenarios } from '../../scenario-figures.js';
import { capital, nameText } from './names.js';
import { restored } from './quantities.js';
import { tablePanel } from './table-panel.js';

const style = { digits: 3, length: 40 };

/**
 * The least time of a run on a platform, the costs of prefill and decoding, and the totals of named uses; no panels for
 * a model without.
 */
export function usesPanels(published: ModelReport): readonly HTMLElement[] {
  const { bound, generation, scenarios = [] } = restored(published);
  const least =
    bound === undefined || bound.categories.length === 0
      ? []
      : [
          tablePanel(
            'Least time of a run',
            `${capital(boundFacts(bound).join(', '))}.`,
            ['Category', 'At least', 'Share', 'What sets it'],
            boundRows(bound),
          ),
        ];
  const runs = [
    ...runsPanel(generation, 'Prefill and decode'),
    ...scenarios.flatMap((each) => runsPanel(each.generation, `Prefill and decode, ${nameText(each.name)}`)),
  ];
  const uses =
    scenarios.length === 0
      ? []
      : [
          tablePanel(
            'Scenarios',
            undefined,
            ['Total', ...scenarios.map(({ name }) => nameText(name))],
            shownInScenarios(figures, scenarios).map((figure) => [
              capital(figure.label),
              ...scenarios.map((each) => totalText(each, figure, style)),
            ]),
          ),
        ];
  return [...least, ...uses, ...runs];
}

function runsPanel(generation: GenerationReport<Dim> | undefined, title: string): readonly HTMLElement[] {
  if (generation === undefined || generation.runs.length === 0) return [];
  const columns = generationColumns(generation.runs);
  return [
    tablePanel(
      title,
      `State: ${stateFacts(generation).join(', ')}.`,
      columns.map(({ heading }) => capital(heading.join(' ').replace('- ', '-').trim())),
      generation.runs.map((run) => columns.map(({ text }) => text(run))),
    ),
  ];
}
