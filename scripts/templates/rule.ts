import type { Analysis, Layer } from '../../src/analysis/index.js';
import { defineRule } from '../../src/rules/define.js';

export default defineRule({
  id: 'template-name',
  severity: 'warning',
  summary: 'FILL IN: what is wrong with what it reports, in a sentence.',
  options: {
    limit: { default: 1024, minimum: 0, description: 'A layer is reported above so many inputs.' },
  },
  metric: { name: 'layers', unit: 'count', of: (analysis, { limit }) => wideLayers(analysis, limit).length },
  *check(analysis, { limit }) {
    for (const { index, label, inputs } of wideLayers(analysis, limit)) {
      yield {
        layers: [index],
        message: `${label} has ${inputs.length} inputs: split it`,
        data: { inputs: inputs.length },
      };
    }
  },
});

function wideLayers({ layers }: Analysis, limit: number): readonly Layer[] {
  return layers.filter(({ inputs }) => inputs.length > limit);
}
