import { readersOf } from '../../analysis/index.js';
import type { Analysis, StoredUse } from '../../analysis/index.js';
import { sum, toNumber } from '../../dim/index.js';
import { defineRule } from '../define.js';
import type { RuleFinding } from '../define.js';
import { storedBytes } from '../stored-bytes.js';
import { bytesText, shortListText, thingsText } from '../../text/index.js';

/** The most tensors that a message names. */
const NAMED_TENSORS = 3;

export default defineRule({
  id: 'unused-initializer',
  severity: 'warning',
  summary: 'A stored tensor that no layer reads and that the model does not give out only makes the file larger.',
  options: {
    share: { default: 0.01, minimum: 0, maximum: 1, description: 'Reported from this share of all stored bytes.' },
  },
  metric: { name: 'tensors', unit: 'count', of: (analysis) => unusedOf(analysis).length },
  *check(analysis, { share }): Generator<RuleFinding> {
    const unused = unusedOf(analysis).toSorted((a, b) => sizeOf(b) - sizeOf(a));
    const size = toNumber(sum(unused.map((each) => each.bytes ?? 0))) ?? 0;
    if (unused.length === 0 || size < share * storedBytes(analysis)) return;
    const names = unused.map(({ edge }) => edge.name);
    yield {
      layers: [],
      message:
        `${thingsText(unused.length, 'stored tensor')} of ${bytesText(size)} that nobody reads: ` +
        `${shortListText(names, NAMED_TENSORS)}; take ` +
        `${unused.length === 1 ? 'it' : 'them'} out of the file`,
      data: {
        count: unused.length,
        bytes: size,
        tensors: unused.map(({ edge, bytes: each }) => ({ name: edge.name, bytes: toNumber(each ?? 0) ?? null })),
      },
      key: 'model',
    };
  },
});

function unusedOf(analysis: Analysis): readonly StoredUse[] {
  const readers = readersOf(analysis);
  return analysis.parameters.filter(
    ({ edge }) => edge.stored !== undefined && edge.consumers.length === 0 && !readers.escapes(edge),
  );
}

function sizeOf({ bytes }: StoredUse): number {
  return toNumber(bytes ?? 0) ?? 0;
}
