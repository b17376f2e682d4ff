import type { Analysis, Layer } from '../analysis.js';
import { evaluatorAt } from './evaluator.js';
import { sizesToldAt, stepSizes } from './step-sizes.js';
import type { StepDimensions } from './steps.js';

/** The lengths of context that a model has room for. */
export interface FittingContexts {
  /** Of the lengths asked for those that fit, or where none does, the longest that does. */
  readonly contexts: readonly number[];
  /** The longest that fits, where a buffer of fixed size says so or a length asked for does not fit. */
  readonly room: number | undefined;
}

/**
 * The lengths of context that a model has room for: none is longer than a buffer of fixed size, the tables of angles by
 * position, or a table of positions out of which a Slice takes a row for each token.
 */
export function fittingContexts(
  analysis: Analysis,
  lengths: readonly number[],
  dimensions: StepDimensions,
): FittingContexts {
  const { begins, given } = dimensions;
  if (given !== undefined) return { contexts: [given.context], room: undefined };
  const asked = [...new Set(lengths.map((length) => Math.max(length, dimensions.step)))];
  const room = Math.min(dimensions.room ?? Infinity, dimensions.positions ?? Infinity);
  const tables = analysis.layers.filter(isTableSlice);
  const rowsAt = (context: number) => {
    const at = evaluatorAt(sizesToldAt(analysis, stepSizes(begins ? 'prefill' : 'decode', context, dimensions)));
    return tables.map(({ outputs: [rows] }) => at(rows?.elements));
  };
  const [first = [], second = []] = begins ? [rowsAt(1), rowsAt(2)] : [];
  const fits = (context: number): boolean => {
    if (context > room) return false;
    const rows = rowsAt(context);
    if (!begins) return !rows.includes(0);
    // Where all tokens are given at once, one token more takes one row more while there are rows left.
    const before = rowsAt(context - 1);
    return rows.every((taken, index) => taken !== before[index] || first[index] === second[index]);
  };
  const contexts = asked.filter(fits);
  if (contexts.length === asked.length) return { contexts, room: dimensions.room };
  // A run that decodes has at least one token before those that it is given.
  let most = Math.max(dimensions.step + 1, ...contexts);
  let tooMany = Math.min(room + 1, ...asked.filter((context) => !contexts.includes(context)));
  if (!fits(most)) return room === Infinity ? { contexts: asked, room: undefined } : { contexts: [room], room };
  while (tooMany - most > 1) {
    const middle = Math.floor((most + tooMany) / 2);
    if (fits(middle)) most = middle;
    else tooMany = middle;
  }
  return { contexts: contexts.length > 0 ? contexts : [most], room: most };
}

function isTableSlice({ detail, inputs: [table], outputs: [rows] }: Layer): boolean {
  const isSlice = detail?.kind === 'movement' && detail.function === 'slice';
  return isSlice && table?.provenance === 'constant' && rows?.provenance !== 'constant';
}
