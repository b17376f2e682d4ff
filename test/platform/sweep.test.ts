import { describe, expect, it } from 'vitest';
import { analyse } from '../../src/analysis/index.js';
import { memorySource, readModel } from '../../src/onnx/index.js';
import { absentWeights } from '../../src/runtimes/absent-weights.js';
import { sweepChains } from '../../src/platform/sweep/index.js';

describe('the chains of a sweep', () => {
  const chains = sweepChains('quick').map((make) => make());

  it('are of every family, and more in a full sweep', () => {
    const families = new Set(chains.map(({ name }) => name.replace(/-\d+$/u, '')));
    expect([...families].toSorted()).toEqual([
      'blocks',
      'convolutions',
      'elements',
      'image-transformer',
      'integers',
      'products',
      'rarer',
      'recurrent',
      'shuffles',
      'transformer',
    ]);
    expect(sweepChains('full').length).toBeGreaterThan(3 * chains.length);
    expect(new Set(chains.map(({ name }) => name)).size).toBe(chains.length);
  });

  // What widening 58 channels to 60 saves is told by samples of both.
  it('have depthwise convolutions of channels that fill vectors, and of others, in a quick sweep too', () => {
    const channels = chains.flatMap(({ bytes }) =>
      analyse(readModel(memorySource(bytes))).layers.flatMap(({ detail }) =>
        detail?.kind === 'convolution' && Number(detail.groups) > 1 && detail.groups === detail.outputChannels
          ? [Number(detail.groups)]
          : [],
      ),
    );
    expect(channels.filter((count) => count % 4 === 0).length).toBeGreaterThanOrEqual(5);
    expect(channels.filter((count) => count % 4 !== 0).length).toBeGreaterThanOrEqual(5);
  });

  // A class needs four samples; the two LRNs of GoogLeNet take a third of its time on onnxruntime.
  it('have four of each operator that most networks lack, in a quick sweep too', () => {
    const ops = chains.flatMap(({ bytes }) => readModel(memorySource(bytes)).graph.nodes.map(({ opType }) => opType));
    for (const wanted of ['LRN', 'LogSoftmax', 'DepthToSpace', 'GlobalMaxPool', 'ArgMax', 'TopK', 'Cast', 'Sum']) {
      expect(ops.filter((op) => op === wanted).length, wanted).toBeGreaterThanOrEqual(4);
    }
  });

  it('are networks whose every layer has a shape and a cost', () => {
    for (const { bytes } of chains) {
      const { coverage, diagnostics } = analyse(readModel(memorySource(bytes)));
      expect(coverage.shaped).toBe(coverage.layers);
      expect(coverage.costed).toBe(coverage.layers);
      expect(diagnostics).toEqual([]);
    }
  });

  it('run where their weights are not: zeros stand for them', () => {
    for (const { name, bytes } of chains) {
      expect(() => absentWeights(readModel(memorySource(bytes)), () => false), name).not.toThrow();
    }
  });

  it('are the same whenever they are made', () => {
    expect(sweepChains('quick')[0]!().bytes).toEqual(chains[0]!.bytes);
  });
});
