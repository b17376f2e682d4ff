import { add } from '../dim/index.js';
import type { Dim } from '../dim/index.js';
import type { ConventionReport } from '../report/index.js';
import type { Column } from './column.js';

/** The column of a count as another tool would print it. */
export function conventionColumn({ name, unit, layers }: ConventionReport<Dim>): Column {
  return {
    name: 'convention',
    heading: [name, unit],
    summary: 'the count of another tool',
    cell: (row) => {
      const counts = row.layers.map(({ index }) => layers[index]);
      const known = counts.filter((count) => count !== undefined && count !== null);
      return {
        kind: 'count',
        value: known.length === 0 && counts.length > 0 ? undefined : known.reduce<Dim>(add, 0),
        partial: known.length < counts.length,
      };
    },
  };
}
