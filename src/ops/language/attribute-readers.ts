import {
  float,
  floatOrInput,
  floats,
  graph,
  int,
  intOrInput,
  ints,
  intsOrInput,
  numbersOrInput,
  required,
  tensorAttribute,
  text,
  texts,
  typeAttribute,
} from './attributes.js';

/**
 * Readers of attributes for `defineOp`: `attributes: { groups: attribute.int(1), axes:
 * attribute.required(attribute.ints()) }`.
 */
export const attribute = {
  float,
  floatOrInput,
  floats,
  graph,
  int,
  intOrInput,
  ints,
  intsOrInput,
  numbersOrInput,
  required,
  tensor: tensorAttribute,
  text,
  texts,
  type: typeAttribute,
};
