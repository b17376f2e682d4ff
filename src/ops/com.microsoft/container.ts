import { int, text } from '../language/attributes.js';
import { defineOp } from '../language/define.js';
import type { Operator } from '../language/define.js';
import { contribSpec, microsoft } from './specification.js';

/**
 * Compiled pieces of a model for one accelerator. What they compute is sealed: only declared types tell their outputs,
 * and nothing their cost.
 */
export const sealed: readonly Operator[] = ['EPContext', 'Snpe'].map((type) =>
  defineOp({
    type,
    domain: microsoft,
    since: 1,
    category: 'other',
    spec: contribSpec(type),
    inputs: { inputs: 'value*' },
    outputs: { outputs: () => undefined },
    attributes: { main_context: int(1), partition_name: text() },
    infer: () => [],
    cost: {
      operations: 'sealed',
      memory: 'stream',
      terms: () => ({ sealed: undefined }),
      source: 'unknown: the payload is compiled',
    },
  }),
);
