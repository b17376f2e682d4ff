import { figures } from '../../figures/index.js';
import type { Dim } from '../../dim/index.js';
import type { Report, ScenarioReport } from '../../report/index.js';
import { escapeTerminal, shortenText, textWidth } from '../../text/index.js';
import type { Paint } from '../../text/index.js';
import type { FormatOptions } from '../define.js';
import { shownInScenarios } from '../scenario-figures.js';
import { totalText } from '../models.js';
import { drawRows } from './draw.js';
import { describeGeneration } from './generation.js';

const style = { digits: 3, length: 24 };

/** The most columns of a scenario's name. */
const LONGEST_NAME = 32;

/**
 * The totals of the model's named uses, a column each, and what runs of a branch cost; no lines for a model without.
 */
export function describeScenarios(
  { scenarios = [] }: Report,
  options: Pick<FormatOptions, 'width'>,
  paint: Paint,
): readonly (readonly string[])[] {
  if (scenarios.length === 0) return [];
  return [
    drawScenarios(scenarios, options.width, paint),
    ...scenarios.flatMap(({ name, generation }) =>
      generation === undefined
        ? []
        : describeGeneration({ generation }, options, paint).map((lines) => [
            paint.bold(escapeTerminal(name)),
            ...lines,
          ]),
    ),
  ];
}

/** Scenarios side by side as far as there is room, the others below. */
function drawScenarios(scenarios: readonly ScenarioReport<Dim>[], width: number, paint: Paint): readonly string[] {
  for (let count = scenarios.length; ; count--) {
    const blocks = Array.from({ length: Math.ceil(scenarios.length / count) }, (_, index) =>
      drawBlock(scenarios.slice(index * count, (index + 1) * count), paint),
    );
    if (count === 1 || blocks.every((lines) => lines.every((line) => textWidth(line) <= width))) return blocks.flat();
  }
}

function drawBlock(scenarios: readonly ScenarioReport<Dim>[], paint: Paint): readonly string[] {
  const shown = shownInScenarios(figures, scenarios);
  return drawRows(
    [
      ['scenario', ...scenarios.map(({ name }) => shortenText(escapeTerminal(name), LONGEST_NAME))].map((cell) =>
        paint.bold(cell),
      ),
      ...shown.map((figure) => [figure.label, ...scenarios.map((each) => totalText(each, figure, style))]),
    ],
    ['left', ...scenarios.map(() => 'right' as const)],
  );
}
