import { isKnown, print } from '../dim/index.js';
import { NetstatError, suggest } from '../ir/index.js';
import { comparedFigures } from './comparison.js';
import type { ComparedFigure, Comparison } from './comparison.js';

/** How much a total may grow: by a share of the base, or by an amount. */
export interface IncreaseLimit {
  readonly figure: ComparedFigure;
  readonly share?: number;
  readonly amount?: number;
  /** As the user wrote it. */
  readonly text: string;
}

/**
 * Reads `multiply-adds=2%` or `params=100000`.
 * @throws NetstatError for anything else
 */
export function parseIncrease(text: string): IncreaseLimit {
  const [, name = '', number = '', percent = ''] = /^\s*([\w-]+)\s*=\s*(\d+(?:\.\d+)?)\s*(%?)\s*$/u.exec(text) ?? [];
  if (number === '') {
    throw new NetstatError('bad-option', `--max-increase ${text}: should be like multiply-adds=2% or params=100000`);
  }
  const figure = comparedFigures.find((one) => one === name);
  if (figure === undefined) {
    throw new NetstatError(
      'bad-option',
      `--max-increase ${text}: there is no total ${name}; ${suggest(name, comparedFigures)}`,
    );
  }
  return percent === '' ? { figure, amount: Number(number), text } : { figure, share: Number(number) / 100, text };
}

/** The limits that a comparison breaks, each with a sentence. A total that depends on open symbols breaks its limit: it cannot be told to hold. */
export function brokenLimits({ totals, base }: Comparison, limits: readonly IncreaseLimit[]): readonly string[] {
  if (base.kind === 'failed') return [];
  return limits.flatMap(({ figure, share, amount, text }) => {
    const total = totals.find((one) => one.figure === figure);
    const difference = total?.difference;
    if (total === undefined || difference === undefined) {
      return [`${figure} is unknown, so whether it keeps to ${text} is, too`];
    }
    if (!isKnown(difference)) {
      return [`${figure} grows by ${print(difference)}, which depends on open dimensions: bind them with --dim`];
    }
    const allowed = amount ?? (share ?? 0) * Number(total.base ?? 0);
    if (Number(difference) <= allowed) return [];
    const grown = total.share === undefined ? print(difference) : `${(100 * total.share).toFixed(2)} %`;
    return [`${figure} grows by ${grown}, more than ${text.slice(text.indexOf('=') + 1)}`];
  });
}
