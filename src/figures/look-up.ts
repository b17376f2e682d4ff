import { NetstatError, suggest } from '../ir/index.js';
import type { Figure } from './figure.js';
import { figures } from './table.js';

const byName = new Map(
  figures.flatMap((figure) => [figure.name, ...(figure.aliases ?? [])].map((name) => [name, figure] as const)),
);

/** The figure of that name, or of that earlier name; undefined when there is none. */
export function findFigure(name: string): Figure | undefined {
  return byName.get(name);
}

/** The figure of that name. */
export function figureNamed(name: string): Figure {
  const figure = findFigure(name);
  if (figure === undefined) throw new Error(`there is no figure ${name}`);
  return figure;
}

/** The figure that a quotient divides, and the one that it divides by. */
export function partsOfQuotient(name: string): readonly [dividend: Figure, divisor: Figure] {
  const { quotientOf } = figureNamed(name);
  if (quotientOf === undefined) throw new Error(`the figure ${name} is no quotient`);
  const [dividend, divisor] = quotientOf;
  return [figureNamed(dividend), figureNamed(divisor)];
}

/**
 * The figure that an option names; `where` is the option as the user wrote it.
 * @throws NetstatError when there is no such figure
 */
export function readFigure(name: string, where: string, candidates: readonly Figure[] = figures): Figure {
  const figure = findFigure(name);
  if (figure !== undefined && candidates.includes(figure)) return figure;
  throw new NetstatError(
    'bad-option',
    `${where}: there is no total ${name}; ${suggest(
      name,
      candidates.map((one) => one.name),
    )}`,
  );
}
