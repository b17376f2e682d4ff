import { isExpression } from '../../dim/index.js';
import type { Value } from '../../ir/index.js';
import { dtypes } from '../../ir/index.js';
import { NodeError } from '../../ops/index.js';
import type { NodeCost } from '../../ops/index.js';
import { listWork } from '../accounts/work.js';

/**
 * Checks the values that a user's own operator gives: JavaScript may return anything, whatever the types say.
 * @throws NodeError for anything that is not a value
 */
export function checkCustomValues(values: readonly Value[]): void {
  values.forEach((value: unknown, index) => checkValue(value, `output ${index}`));
}

/**
 * Checks the figures that a user's own operator gives.
 * @throws NodeError for a figure that is not a whole number or a formula
 */
export function checkCustomCost(cost: NodeCost): void {
  for (const [label, value] of listWork(cost)) if (value !== undefined) checkSize(value, `its ${label}`);
}

function checkValue(value: unknown, what: string): void {
  if (typeof value !== 'object' || value === null || !('kind' in value)) {
    throw new NodeError(`infer gives ${typeText(value)} for ${what}, should be a shape or a value`);
  }
  if ('element' in value && value.element !== undefined) checkValue(value.element, what);
  if (value.kind !== 'tensor') {
    if (value.kind === 'sequence' || value.kind === 'optional' || value.kind === 'map') return;
    throw new NodeError(`infer gives a value of kind ${typeText(value.kind)} for ${what}`);
  }
  if ('dtype' in value && value.dtype !== undefined && !dtypes.some((dtype) => dtype === value.dtype)) {
    throw new NodeError(`infer gives the element type ${typeText(value.dtype)} for ${what}, which is none`);
  }
  const shape: unknown = 'shape' in value ? value.shape : undefined;
  if (shape === undefined) return;
  if (!Array.isArray(shape)) throw new NodeError(`infer gives ${typeText(shape)} as the shape of ${what}`);
  for (const size of shape as readonly unknown[]) checkSize(size, `a size of ${what}`);
}

function checkSize(size: unknown, what: string): void {
  const fits = isExpression(size) || typeof size === 'bigint' || Number.isSafeInteger(size);
  if (!fits) throw new NodeError(`${what} is ${typeText(size)}, should be a whole number or a formula`);
}

function typeText(value: unknown): string {
  return typeof value === 'object' && value !== null ? 'an object' : String(value);
}
