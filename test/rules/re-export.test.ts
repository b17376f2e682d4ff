import { describe, expect, it } from 'vitest';
import type { ModelSpec, NodeSpec } from '../../fixtures/build/model.js';
import { reExport } from '../../fixtures/build/re-export.js';
import { shuffleNetV2 } from '../../fixtures/networks/shufflenet-v2.js';
import { lint, readSettings, rules } from '../../src/rules/index.js';
import { analyseModel } from '../testers/analyse-model.js';

/**
 * Thresholds so low that ShuffleNet V2 has findings of every guideline but G2, and of the rules that are about layers.
 */
const settings = readSettings(
  rules,
  {
    G1: { ratio: 1.0001, share: 0 },
    G3: { width: 2, share: 0 },
    G4: { share: 0.01 },
    'misaligned-channels': { share: 0 },
    'max-multiply-adds': { limit: '100M', layers: { '**': '1k' } },
  },
  'the test',
);

function fingerprints(spec: ModelSpec): readonly string[] {
  return lint(rules, analyseModel(spec), { settings })
    .findings.map(({ rule, fingerprint }) => `${rule} ${fingerprint}`)
    .toSorted();
}

/**
 * A network of opset 17 as exporters write it in opset 11: the sizes of Split are an attribute, those of Reshape come
 * from a Constant node.
 */
function asOpset11(spec: ModelSpec): ModelSpec {
  const elements = new Map(
    (spec.initializers ?? []).flatMap((tensor) =>
      tensor.kind === 'constant' && tensor.dtype === 'int64' ? [[tensor.name, tensor] as const] : [],
    ),
  );
  const nodes = spec.nodes.flatMap((node): NodeSpec[] => {
    const [data = '', sizes = ''] = node.inputs;
    const tensor = elements.get(sizes);
    if (node.opType === 'Split' && tensor !== undefined) {
      return [{ ...node, inputs: [data], attributes: { ...node.attributes, split: tensor.elements.map(Number) } }];
    }
    if (node.opType !== 'Reshape' || tensor === undefined) return [node];
    const constant: NodeSpec = {
      opType: 'Constant',
      inputs: [],
      outputs: [`${node.name ?? ''}_shape`],
      attributes: { value: { kind: 'tensor', value: tensor } },
      name: `${node.name ?? ''}/Constant`,
    };
    return [constant, { ...node, inputs: [data, `${node.name ?? ''}_shape`] }];
  });
  const used = new Set(nodes.flatMap(({ inputs }) => inputs));
  return { ...spec, opset: 11, nodes, initializers: (spec.initializers ?? []).filter(({ name }) => used.has(name)) };
}

describe('a finding of ShuffleNet V2', () => {
  const network = shuffleNetV2();
  const named = (text: string): boolean => text.startsWith('max-multiply-adds');
  const known = fingerprints(network);

  it('is there for the test to follow', () => {
    expect(new Set(known.map((text) => text.split(' ')[0]))).toEqual(
      new Set([
        'unequal-channel-width',
        'network-fragmentation',
        'costly-elementwise',
        'misaligned-channels',
        'max-multiply-adds',
      ]),
    );
  });

  it('is the same in another opset', () => {
    const other = asOpset11(network);
    expect(other.nodes.length).toBeGreaterThan(network.nodes.length);
    expect(fingerprints(other)).toEqual(known);
  });

  it.each([1, 2, 3])(
    'is equal when all is renamed, reordered and passed through Identity (seed %i), but for budgets, which go by names',
    (seed) => {
      const other = reExport(network, seed);
      expect(fingerprints(other).filter((text) => !named(text))).toEqual(known.filter((text) => !named(text)));
      expect(fingerprints(reExport(asOpset11(network), seed)).filter((text) => !named(text))).toEqual(
        known.filter((text) => !named(text)),
      );
    },
  );
});
