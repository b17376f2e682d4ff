import { NetstatError } from '../ir/index.js';

/**
 * The whole number that an option gives.
 * @throws NetstatError for other text
 */
export function readWholeNumber(option: string, text: string, least: number): number {
  const number = Number(text);
  if (!/^\d+$/u.test(text) || number < least || !Number.isSafeInteger(number)) {
    throw new NetstatError('bad-option', `${option} ${text}: should be a number from ${least}`);
  }
  return number;
}
