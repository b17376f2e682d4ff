import { isKnown, print } from '../dim/index.js';
import { figures, readFigure } from '../figures/index.js';
import type { Figure } from '../figures/index.js';
import { NetstatError } from '../ir/index.js';
import { examples, quantityText, readAmount } from '../text/index.js';
import type { Report } from '../report/index.js';
import { speedOf } from './compare-speed.js';
import type { ComparedTotal, Comparison } from './comparison.js';
import { isFailed } from '../report/index.js';

/** How much a total may grow: by a share of the base, or by an amount. */
export interface IncreaseLimit {
  readonly figure: Figure;
  readonly share?: number;
  readonly amount?: number;
  /** As the user wrote it. */
  readonly text: string;
}

/**
 * Reads `multiply-adds=2%`, `params=100k` or `memory-access=2 MiB`.
 * @throws NetstatError for any other text
 */
export function parseIncrease(text: string): IncreaseLimit {
  const [, name = '', rest = ''] = /^\s*([\w-]+)\s*=\s*(.+?)\s*$/u.exec(text) ?? [];
  if (rest === '') {
    throw new NetstatError('bad-option', `--max-increase ${text}: should be like multiply-adds=2% or params=100000`);
  }
  const figure = readFigure(name, `--max-increase ${text}`, limitedFigures);
  const [, percent] = /^(\d+(?:\.\d+)?)\s*%$/u.exec(rest) ?? [];
  if (percent !== undefined) return { figure, share: Number(percent) / 100, text };
  const amount = readAmount(rest, figure.unit);
  if (amount !== undefined) return { figure, amount, text };
  throw new NetstatError(
    'bad-option',
    `--max-increase ${text}: should be like ${name}=2% or ${name}=${examples[figure.unit]}`,
  );
}

/** The figures that may have a limit. Of a quotient more is no worse. */
const limitedFigures = figures.filter(({ quotientOf }) => quotientOf === undefined);

/**
 * The limits that a comparison breaks, each with a sentence. A total that depends on open symbols breaks its limit: it
 * cannot be told to hold. A measured latency breaks its limit only where it does so beyond the noise of both
 * measurements.
 */
export function brokenLimits(comparison: Comparison, limits: readonly IncreaseLimit[]): readonly string[] {
  const { totals, base, head, scenarios } = comparison;
  if (isFailed(base)) return [];
  return [
    ...brokenBy(totals, limits, (figure) => (figure.isMeasured === true ? noiseOfLatency(base, head) : 0)),
    ...scenarios
      .filter(({ isNew }) => !isNew)
      .flatMap((scenario) =>
        brokenBy(
          scenario.totals,
          limits.filter(({ figure }) => figure.kind !== 'time'),
          () => 0,
        ).map((sentence) => `${scenario.name}: ${sentence}`),
      ),
  ];
}

function brokenBy(
  totals: readonly ComparedTotal[],
  limits: readonly IncreaseLimit[],
  noiseOf: (figure: Figure) => number,
): readonly string[] {
  return limits.flatMap(({ figure, share, amount, text }) => {
    const total = totals.find((one) => one.figure === figure);
    const difference = total?.difference;
    if (total === undefined || difference === undefined) {
      return [`${figure.label} is unknown, so whether it keeps to ${text} is, too`];
    }
    if (!isKnown(difference)) {
      return [`${figure.label} grows by ${print(difference)}, which depends on open dimensions: bind them with --dim`];
    }
    const allowed = amount ?? (share ?? 0) * Number(total.base ?? 0);
    const noise = noiseOf(figure);
    if (Number(difference) - noise <= allowed) return [];
    const grown =
      total.share === undefined ? quantityText(difference, figure.unit) : `${(100 * total.share).toFixed(2)}%`;
    const beyond = noise === 0 ? '' : ` and the noise of ${quantityText(noise, figure.unit)}`;
    return [`${figure.label} grows by ${grown}, more than ${text.slice(text.indexOf('=') + 1)}${beyond}`];
  });
}

/** The error of the difference of two measured latencies, in milliseconds. */
function noiseOfLatency({ measurement: before }: Report, { measurement: after }: Report): number {
  if (before === undefined || after === undefined) return 0;
  const speed = speedOf(before, after, false);
  return speed === undefined ? 0 : (speed.error / speed.ratio) * (after.endToEnd?.ms ?? after.kernelsMs);
}
