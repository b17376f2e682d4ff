import { defineRule } from '../../src/rules/define.js';

export default defineRule({
  id: 'template-name',
  severity: 'warning',
  summary: 'FILL IN: what is wrong with what it reports, in a sentence.',
  options: {
    limit: { default: 1024, minimum: 0, description: 'A layer is reported above so many inputs.' },
  },
  *check({ layers }, { limit }) {
    for (const [index, { label, inputs }] of layers.entries()) {
      if (inputs.length <= limit) continue;
      yield {
        layers: [index],
        message: `${label} has ${inputs.length} inputs: split it`,
        data: { inputs: inputs.length },
      };
    }
  },
});
