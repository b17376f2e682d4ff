import { figures } from '../../figures/index.js';
import type { Paint } from '../../text/index.js';
import type { FormatOptions } from '../define.js';
import { textCell } from '../column.js';
import { modelColumns, sortModels, withExtras } from '../models.js';
import type { ModelRow } from '../models.js';
import { drawLaidOut, layOut } from './layout.js';
import type { LaidColumn } from './layout.js';

/** Columns that can be left out where there is no room, the first to go first. */
export const dispensable: readonly string[] = figures
  .flatMap(({ name, column }) =>
    column?.givesWayOfModels === undefined ? [] : [{ name, givesWay: column.givesWayOfModels }],
  )
  .toSorted((a, b) => a.givesWay - b.givesWay)
  .map(({ name }) => name);

/** The totals of several models, a line each. */
export function drawModels(seen: readonly ModelRow[], options: FormatOptions, paint: Paint): readonly string[] {
  const { width, summary, extra } = options;
  // Columns and the order are of layers unless only models are shown.
  const columns = summary === true ? options.columns : undefined;
  const rows = sortModels(withExtras(seen, extra), summary === true ? options.sort : undefined, extra);
  const chosen = modelColumns(rows, { columns, extra });
  const laidOut = layOut(
    rows,
    [
      { name: 'model', heading: ['model'], cells: (all) => all.map(({ path }) => textCell(path)) },
      ...chosen.map(({ name, heading }): LaidColumn<ModelRow> => ({
        name,
        heading,
        cells: (all) =>
          all.map(
            ({ cells }) => cells?.[name] ?? textCell(cells === undefined && name === chosen[0]?.name ? 'not read' : ''),
          ),
      })),
    ],
    { room: width, dispensable: columns === undefined ? dispensable : [], markOf: (_, index) => index + 1 },
  );
  return drawLaidOut(laidOut, paint);
}
