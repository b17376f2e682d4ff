import { describe, expect, it } from 'vitest';
import { constant, model, node, value, weight } from '../../fixtures/build/model.js';
import type { ModelSpec, NodeSpec } from '../../fixtures/build/model.js';
import { inspectBytes } from '../../src/index.js';

const BOXES = 400;
const CLASSES = 90;
const CANDIDATES = 300;
const DETECTIONS = 100;

/**
 * The way from scores and boxes to detections as torchvision exports it for SSDLite: for each class the scores above a
 * threshold, the best of them, all classes together through one suppression, the first detections; then a box head over
 * what is left, as Faster R-CNN has it.
 */
function detector(classes: number): ModelSpec {
  const perClass = Array.from({ length: classes }, (_, label): readonly NodeSpec[] => {
    const of = (name: string): string => `${name}${label}`;
    return [
      node('Gather', ['scores', of('label')], [of('score')], { axis: 1 }),
      node('Greater', [of('score'), 'threshold'], [of('mask')]),
      node('NonZero', [of('mask')], [of('at')], {}, { name: of('above') }),
      node('Transpose', [of('at')], [of('rows')], { perm: [1, 0] }),
      node('GatherND', [of('score'), of('rows')], [of('kept')]),
      node('NonZero', [of('mask')], [of('again')]),
      node('Transpose', [of('again')], [of('rows2')], { perm: [1, 0] }),
      node('GatherND', ['boxes', of('rows2')], [of('keptBoxes')]),
      node('Shape', [of('kept')], [of('many')]),
      node('Concat', ['most', of('many')], [of('both')], { axis: 0 }),
      node('ReduceMin', [of('both')], [of('k')], { keepdims: 1 }),
      node('TopK', [of('kept'), of('k')], [of('best'), of('index')], { axis: 0 }),
      node('Gather', [of('keptBoxes'), of('index')], [of('bestBoxes')], { axis: 0 }),
    ];
  });
  const each = (name: string): readonly string[] => Array.from({ length: classes }, (_, label) => `${name}${label}`);
  return {
    opset: 17,
    inputs: [value('scores', 'float32', [BOXES, classes]), value('boxes', 'float32', [BOXES, 4])],
    outputs: ['y'],
    initializers: [
      weight('w', 'float32', [4, 8]),
      constant('threshold', 'float32', [], [0.01]),
      constant('most', 'int64', [1], [CANDIDATES]),
      constant('limit', 'int64', [1], [1000]),
      constant('two', 'int64', [], [2]),
      ...[0, 1, DETECTIONS].map((number) => constant(`n${number}`, 'int64', [1], [number])),
      ...each('label').map((name, label) => constant(name, 'int64', [], [label])),
    ],
    nodes: [
      ...perClass.flat(),
      node('Concat', each('bestBoxes'), ['b'], { axis: 0 }, { name: 'all' }),
      node('Concat', each('best'), ['s'], { axis: 0 }),
      node('Unsqueeze', ['b', 'n0'], ['b1']),
      node('Unsqueeze', ['s', 'n0'], ['s1']),
      node('Unsqueeze', ['s1', 'n0'], ['s2']),
      node('NonMaxSuppression', ['b1', 's2', 'limit'], ['selected'], {}, { name: 'nms' }),
      node('Gather', ['selected', 'two'], ['keep'], { axis: 1 }),
      node('Slice', ['keep', 'n0', `n${DETECTIONS}`], ['first']),
      node('Gather', ['b', 'first'], ['found'], { axis: 0 }),
      node('MatMul', ['found', 'w'], ['y'], {}, { name: 'head' }),
    ],
  };
}

describe('a detector of many classes', () => {
  const { totals, totalsAtMost, unbound } = inspectBytes(model(detector(CLASSES)));

  it('has one symbol for each class, however many layers ask what is above its threshold', () => {
    expect(unbound.map(({ symbol, atMost }) => [symbol, atMost])).toEqual([
      ...Array.from({ length: CLASSES }, (_, label) => [`above${label}_count`, BOXES]),
      // The rows of all classes are a formula of hundreds of terms; one symbol stands for the boxes' and the scores'.
      ['all_b_0', CLASSES * CANDIDATES],
      ['nms_count', 'min(all_b_0, 1000)'],
    ]);
  });

  it('has a ceiling of everything, of the peak too, whose formula is too large to be written', () => {
    expect(totals.peakActivationBytes).toBeNull();
    expect(totalsAtMost?.['multiplyAdds']).toBe(DETECTIONS * 4 * 8);
    // Scores and boxes, and at the last class the best scores and boxes of all: 300 rows of 1 + 4 numbers each.
    const kept = CLASSES * CANDIDATES * (1 + 4) * 4;
    const given = BOXES * (CLASSES + 4) * 4;
    expect(totalsAtMost?.['peakActivationBytes']).toBeGreaterThanOrEqual(kept);
    expect(totalsAtMost?.['peakActivationBytes']).toBeLessThan(3 * kept + given);
  });

  it('is held to budgets by its ceilings', () => {
    const findings = (limit: string): readonly string[] =>
      inspectBytes(model(detector(CLASSES)), { rules: { 'max-peak-activations': { limit } } })
        .findings.filter(({ rule }) => rule === 'max-peak-activations')
        .map(({ message }) => message);
    expect(findings('2MB')).toEqual([]);
    expect(findings('100kB')[0]).toMatch(/^peak activations at most .*over the budget of 100kB$/u);
  });

  it('has ceilings that no binding passes', () => {
    const few = detector(3);
    const most = inspectBytes(model(few), {
      dims: { above0_count: BOXES, above1_count: BOXES, above2_count: BOXES, nms_count: 900 },
    });
    const open = inspectBytes(model(few));
    for (const [name, ceiling] of Object.entries(open.totalsAtMost ?? {})) {
      const bound = Object.entries(most.totals).find(([figure]) => figure === name)?.[1];
      expect(Number(ceiling), name).toBeGreaterThanOrEqual(Number(bound));
    }
    expect(open.totalsAtMost?.['peakActivationBytes']).toBe(most.totals.peakActivationBytes);
  });
});
