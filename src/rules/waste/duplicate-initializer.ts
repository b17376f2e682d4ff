import type { Analysis, StoredUse } from '../../analysis/index.js';
import { toNumber } from '../../dim/index.js';
import type { StoredTensor } from '../../ir/index.js';
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
  const alike = new Map<string, number>();
  const uses: StoredUse[] = [];
  for (const use of parameters) {
    const { stored, consumers } = use.edge;
    if (stored?.elements === undefined || consumers.length === 0) continue;
    if (Number(stored.bytes ?? 0) < SMALLEST_BYTES) continue;
    uses.push(use);
    const key = endsOf(stored, stored.elements);
    alike.set(key, (alike.get(key) ?? 0) + 1);
  }
  const groups = new Map<string, StoredUse[]>();
  for (const use of uses) {
    const { stored } = use.edge;
    // To write all elements out takes a while, and few tensors begin and end as another does.
    if (stored?.elements === undefined || (alike.get(endsOf(stored, stored.elements)) ?? 0) < 2) continue;
    append(groups, `${stored.dtype ?? ''}[${stored.dims.join()}]${stored.elements.join('\n')}`, use);
  }
  return [...groups.values()].filter(({ length }) => length > 1);
}

/** What equal tensors have in common at least: type, shape, first and last element. */
function endsOf({ dtype, dims }: StoredTensor, elements: NonNullable<StoredTensor['elements']>): string {
  return `${dtype ?? ''}[${dims.join()}]${elements[0] ?? ''}\n${elements.at(-1) ?? ''}`;
}

/** Bytes of all but one. */
function wasted(group: readonly StoredUse[]): number {
  return group.slice(1).reduce((total, { bytes }) => total + (toNumber(bytes ?? 0) ?? 0), 0);
}
