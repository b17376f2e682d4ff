import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { analyse } from '../../src/analysis/index.js';
import type { Analysis } from '../../src/analysis/index.js';
import { bind, symbolsOf } from '../../src/dim/index.js';
import type { Dim } from '../../src/dim/index.js';
import { memorySource, readModel } from '../../src/onnx/index.js';
import { plain } from '../testers/analyse-model.js';

const figures = [
  'parameterElements',
  'bufferElements',
  'macs',
  'arithmetic',
  'readBytes',
  'writeBytes',
  'movedElements',
  'peakBytes',
] as const;

const dynamicModels: readonly (readonly [
  file: string,
  symbols: readonly string[],
  bindings: Readonly<Record<string, number>>,
])[] = [
  ['shufflenet-v2.dynamic', ['N', 'H', 'W'], { N: 2, H: 256, W: 192 }],
  ['shufflenet-v2.dynamic', ['N', 'H', 'W'], { N: 1, H: 97, W: 331 }],
  ['language-model', ['batch', 'sequence'], { batch: 2, sequence: 48 }],
  ['language-model', ['batch', 'sequence'], { batch: 3, sequence: 1 }],
];

const load = (file: string, dims: ReadonlyMap<string, number> = new Map()): Analysis =>
  analyse(readModel(memorySource(readFileSync(`fixtures/${file}.onnx`))), { dims });

describe('a model whose dimensions are free', () => {
  it.each(dynamicModels)(
    '%s has formulas in its own symbols %j that come to the same at %j',
    (file, symbols, values) => {
      const open = load(file);
      const bound = load(file, new Map(Object.entries(values)));
      const bindings = new Map<string, Dim>(Object.entries(values));
      for (const figure of figures) {
        const formula = open.totals[figure];
        expect(formula, figure).toBeDefined();
        for (const name of symbolsOf(formula ?? 0)) expect(symbols, `${figure} depends on ${name}`).toContain(name);
        expect(plain(bind(formula ?? 0, bindings)), figure).toBe(plain(bound.totals[figure]));
        expect(typeof plain(bound.totals[figure]), figure).toBe('number');
      }
      open.layers.forEach((layer, index) => {
        const other = bound.layers[index];
        expect(plain(layer.macs && bind(layer.macs, bindings)), layer.label).toBe(plain(other?.macs));
      });
    },
  );
});
