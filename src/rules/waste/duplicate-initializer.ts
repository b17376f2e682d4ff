import type { Analysis, StoredUse } from '../../analysis/index.js';
import { toNumber } from '../../dim/index.js';
import { defineRule } from '../define.js';
import type { RuleFinding } from '../define.js';
import { storedBytes } from '../stored-bytes.js';
import { append, bytesText, shortListText, thingsText } from '../../text/index.js';

/** Smaller ones, such as the axes and shapes that exporters write a hundred times, hardly weigh. */
const SMALLEST_BYTES = 64;

/** The most tensors that a message names. */
const NAMED_TENSORS = 3;

export default defineRule({
  id: 'duplicate-initializer',
  severity: 'warning',
  summary: 'A tensor stored twice is read twice at load and kept twice in memory.',
  options: {
    share: { default: 0.01, minimum: 0, maximum: 1, description: 'Reported from this share of all stored bytes.' },
  },
  metric: {
    name: 'tensors',
    unit: 'count',
    of: (analysis) => duplicatesOf(analysis).reduce((total, group) => total + group.length - 1, 0),
  },
  *check(analysis, { share }): Generator<RuleFinding> {
    const groups = duplicatesOf(analysis).toSorted((a, b) => wasted(b) - wasted(a));
    const size = groups.reduce((total, group) => total + wasted(group), 0);
    const [first] = groups;
    if (first === undefined || size < share * storedBytes(analysis)) return;
    const count = groups.reduce((total, group) => total + group.length - 1, 0);
    const names = first.map(({ edge }) => edge.name);
    yield {
      layers: [],
      message:
        `${thingsText(count, 'stored tensor')} of ${bytesText(size)} that the file has already, such as ` +
        `${shortListText(names, NAMED_TENSORS)}: let them share one; tensors of ` +
        'more than 1,024 elements are not read and may be the same, too',
      data: { count, bytes: size, groups: groups.map((group) => group.map(({ edge }) => edge.name)) },
      key: 'model',
    };
  },
});

/**
 * Groups of stored tensors of equal type, shape and elements. Large tensors are not read, so nothing is said about
 * them.
 */
function duplicatesOf({ parameters }: Analysis): readonly (readonly StoredUse[])[] {
  const groups = new Map<string, StoredUse[]>();
  for (const use of parameters) {
    const stored = use.edge.stored;
    if (
      stored?.elements === undefined ||
      use.edge.consumers.length === 0 ||
      Number(stored.bytes ?? 0) < SMALLEST_BYTES
    ) {
      continue;
    }
    const key = `${stored.dtype ?? ''}[${stored.dims.join()}]${stored.elements.join('\n')}`;
    append(groups, key, use);
  }
  return [...groups.values()].filter(({ length }) => length > 1);
}

/** Bytes of all but one. */
function wasted(group: readonly StoredUse[]): number {
  return group.slice(1).reduce((total, { bytes }) => total + (toNumber(bytes ?? 0) ?? 0), 0);
}
