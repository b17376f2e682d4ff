import { describe, expect, it } from 'vitest';
import { scopeOf } from '../../../src/analysis/walk/scope.js';
import type { Node } from '../../../src/ir/index.js';

const named = (name: string, metadata: Readonly<Record<string, string>> = {}): Node => ({
  name,
  opType: 'Conv',
  domain: 'ai.onnx',
  overload: '',
  inputs: [],
  outputs: [],
  attributes: new Map(),
  metadata: new Map(Object.entries(metadata)),
  origin: 'graph.node[0]',
});

describe('the modules around a node', () => {
  it('are the slashes of its name', () => {
    expect(scopeOf(named('/features/features.0/Conv'))).toEqual(['features', 'features.0']);
    expect(scopeOf(named('model/block1//conv/Conv2D'))).toEqual(['model', 'block1', 'conv']);
    expect(scopeOf(named('Conv_12'))).toEqual([]);
    expect(scopeOf(named('/Conv'))).toEqual([]);
  });
  it('are what PyTorch 2 writes into the metadata', () => {
    expect(
      scopeOf(named('node_conv2d', { 'pkg.torch.onnx.name_scopes': "['', 'features', 'features.0', 'conv2d']" })),
    ).toEqual(['features', 'features.0']);
  });
  it('are the namespace of other exporters, without classes', () => {
    expect(scopeOf(named('n1', { namespace: ': Net/features: Sequential/features.0: Conv2d/conv: aten' }))).toEqual([
      'features',
      'features.0',
    ]);
  });
});
