import type { Dim } from '../../dim/index.js';
import type { GenerationReport, GenerationRunReport, Report } from '../../report/index.js';
import { textWidth, wrapList } from '../../text/index.js';
import type { Paint } from '../../text/index.js';
import type { FormatOptions } from '../define.js';
import { generationColumns, stateFacts } from '../generation-columns.js';
import { drawRows } from './draw.js';

/**
 * The state that the model keeps from run to run, and the costs of prefill and decoding; no lines for a model that
 * keeps none.
 */
export function describeGeneration(
  { generation }: Pick<Report, 'generation'>,
  { width }: Pick<FormatOptions, 'width'>,
  paint: Paint,
): readonly (readonly string[])[] {
  return generation === undefined ? [] : [drawGeneration(generation, width, paint)];
}

function drawGeneration(generation: GenerationReport<Dim>, width: number, paint: Paint) {
  const { runs } = generation;
  const facts = stateFacts(generation);
  const heading = wrapList([`state: ${facts[0] ?? ''}`, ...facts.slice(1)], ', ', width);
  if (runs.length === 0) return heading;
  return [...heading, ...drawRuns(runs, width, paint)];
}

function drawRuns(runs: readonly GenerationRunReport[], width: number, paint: Paint): readonly string[] {
  let shown = generationColumns(runs);
  for (;;) {
    const rows = [0, 1].map((line) => shown.map(({ heading }) => heading[line] ?? ''));
    const lines = drawRows(
      [
        ...rows.map((cells) => cells.map((cell) => paint.bold(cell))),
        ...runs.map((run) => shown.map(({ text }) => text(run))),
      ],
      shown.map((_, index) => (index === 0 ? 'left' : 'right')),
    );
    const last = Math.max(...shown.map(({ givesWay }) => givesWay));
    if (last === 0 || lines.every((line) => textWidth(line) <= width)) return lines;
    shown = shown.filter(({ givesWay }) => givesWay !== last);
  }
}
