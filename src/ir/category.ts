/**
 * Groups of operators, as reports sum them up. Related ones stand together: arithmetic, element by element, moving
 * data, the rest.
 */
export const categories = [
  'convolution',
  'matmul',
  'attention',
  'recurrent',
  'normalization',
  'activation',
  'elementwise',
  'reduction',
  'pooling',
  'resize',
  'data-movement',
  'quantization',
  'sequence',
  'shape',
  'constant',
  'control-flow',
  'ml',
  'random',
  'other',
] as const;

/** The group of an operator. */
export type Category = (typeof categories)[number];
