import { defineConvention } from './define.js';
import { thop } from './thop.js';

/** ultralytics-thop 2.x: thop with transposed convolutions and pooling repaired. */
export const ultralyticsThop = defineConvention({
  name: 'ultralytics-thop',
  unit: 'MACs',
  summary:
    'As thop 0.1.1, but transposed convolutions by their input, and average pooling by the window and ' +
    'a division. Attention spelled out in products of two activations is still 0.',
  version: 'fbb5e19 (2026-08)',
  formulas: { ...thop.formulas, ConvTranspose: 'MA', AveragePool: '(K + 1)·Y' },
});
