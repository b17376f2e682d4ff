import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import type { ModelSpec } from '../../../fixtures/build/model.js';
import { fusionOf } from '../../../src/analysis/index.js';
import { check, rules } from '../../../src/rules/index.js';
import { analyseModel } from '../../testers/analyse-model.js';
import { canOptimise, optimise } from '../../testers/optimise.js';
import { patterns } from './fusion-patterns.js';

/** Operators that only lay a value out for another. */
const layouts = new Set(['ReorderInput', 'ReorderOutput', 'Reshape']);

/** The rows of the table of docs/fusion.md: a pattern, and the three answers. */
const rows: ReadonlyMap<string, readonly string[]> = new Map(
  readFileSync('docs/fusion.md', 'utf8')
    .split('\n')
    .filter((line) => line.startsWith('| ') && !/^\| (?:-|layer)/u.test(line))
    .map((line) => {
      const [layer = '', followers = '', ...answers] = line
        .split('|')
        .slice(1, -1)
        .map((cell) => cell.trim());
      return [`${layer} | ${followers}`, answers] as const;
    }),
);

/** Whether followers are gone, are one kernel together, or are layers of their own. */
function answerOf(followers: number, left: number): string {
  if (left === 0) return 'taken in';
  return left === followers ? 'own' : `${left} of ${followers}`;
}

function followersOf({ nodes }: ModelSpec): number {
  return nodes.filter(({ name }) => name?.startsWith('follower') === true).length;
}

describe('the table of docs/fusion.md', () => {
  it('has a row for every pattern', () => expect([...rows.keys()]).toEqual(patterns.map(({ name }) => name)));

  it.each(patterns)('$name: as netstat counts it', ({ name, model: spec }) => {
    const analysis = analyseModel(spec);
    const { fusedInto } = fusionOf(analysis);
    const kernels = analysis.layers.filter(
      ({ label, index }) => /^(?:anchor|follower)/u.test(label) && fusedInto[index] === undefined,
    );
    expect(answerOf(followersOf(spec), kernels.length - 1)).toBe(rows.get(name)?.[0]);
  });
});

/**
 * How much of a pattern onnxruntime undoes, as a rule's finding says; undefined where no rule says anything.
 */
function saidOf(spec: ModelSpec): string | undefined {
  const rulesOfLoading = rules.filter(({ id }) => /^(?:foldable-|decomposed-)/u.test(id));
  const said = check(rulesOfLoading, analyseModel(spec)).map(({ message }) => message);
  const isDone = /onnxruntime (?:does so|puts it together) at load/u;
  const isLeft = /onnxruntime (?:does not|is no faster)/u;
  return said.length === 0
    ? undefined
    : said.map((text) => (isDone.test(text) ? 'done' : isLeft.test(text) ? 'left' : `unclear: ${text}`)).join();
}

describe('what rules say that onnxruntime does', () => {
  const judged = patterns.flatMap(({ name, model: spec }) => {
    const said = saidOf(spec);
    return said === undefined ? [] : [{ name, said }];
  });

  it('is said of many patterns', () => expect(judged.length).toBeGreaterThan(12));

  it.each(judged)('$name: is the answer of the table', ({ name, said }) => {
    expect(said).toBe(rows.get(name)?.[2] === 'own' ? 'left' : 'done');
  });
});

describe.skipIf(!canOptimise)(
  'the table of docs/fusion.md against the graph that onnxruntime makes (skipped without `npm run test:setup`)',
  () => {
    it.each(patterns)('$name', async ({ name, model: spec }) => {
      const answers = [];
      for (const level of ['basic', 'all'] as const) {
        const { nodes } = await optimise(spec, level);
        const kernels = nodes.filter(({ opType }) => opType !== 'Neg' && !layouts.has(opType));
        answers.push(answerOf(followersOf(spec), kernels.length - 1));
      }
      expect(answers).toEqual(rows.get(name)?.slice(1));
    });
  },
);
