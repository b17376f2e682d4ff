import type { ModelReport } from '../../../report/index.js';
import type { Part } from './categories.js';
import { chartPanel, chartWithoutSizes } from './chart.js';
import { measuresOf, portionsOf } from './measures.js';
import type { Measure } from './measures.js';
import { splitPanel } from './split-bars.js';
import type { Split } from './split-bars.js';

/** The share of each headline that falls to each category of operators, as bars and as a table. */
export function breakdownPanel(report: ModelReport): HTMLElement {
  const splits = measuresOf(report)
    .filter(({ figure }) => figure.isHeadline === true)
    .map((measure) => splitOf(report, measure))
    .filter(({ total }) => total > 0);
  if (splits.length === 0) {
    return chartPanel(
      { title: 'By category', isDrawing: false },
      chartWithoutSizes(report, 'No layer has a cost that is known.'),
    );
  }
  return splitPanel('By category', splits);
}

function splitOf(report: ModelReport, measure: Measure): Split {
  const parts = new Map<Part, number>();
  let total = 0;
  for (const { layer, value } of portionsOf(report, measure)) {
    parts.set(layer.category, (parts.get(layer.category) ?? 0) + value);
    total += value;
  }
  return { label: measure.label, text: measure.text, total, parts };
}
