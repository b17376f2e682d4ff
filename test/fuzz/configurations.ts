import type { Random } from '../differential/random.js';
import { damageJson } from './damaged-json.js';

const model = {
  rules: { G1: 'error', 'max-params': { limit: '5M' }, G3: ['warning', { ratio: 1.5 }] },
  dims: { N: 2 },
  shapes: { x: [1, 3, 8, 8] },
  values: { k: [1, true] },
};

const whole = {
  $schema: 'config.schema.json',
  ...model,
  scenarios: { decode: model, '': {} },
  overrides: [{ models: ['*.onnx', '!other.onnx'], ...model }, { models: 'model.onnx' }],
  suppressions: [{ rule: 'G1', layers: 'conv*', models: ['**'], reason: 'known' }],
  baseline: 'baseline.json',
  maxWarnings: 3,
};

/** The text of a configuration: some of what one may hold, with values that do not belong there. */
export function drawConfiguration(random: Random): string {
  const some = Object.fromEntries(random.some(Object.entries(whole)));
  const text = JSON.stringify(damageJson(some, random), undefined, random.pick([0, 2]));
  return random.chance(0.05) ? text.slice(0, random.integer(0, text.length)) : text;
}
