import type { ExtraFigures } from '../formats/index.js';
import { NetstatError } from '../ir/index.js';
import { readGivenText } from './limited-file.js';
import { readSeparatedValues } from './separated-values.js';

/**
 * The user's own figures of models: a CSV file whose first column names models, by path, file or file without its
 * extension, and whose others are numbers, such as accuracy.
 * @throws NetstatError when it cannot be read, or a cell is no number
 */
export function readExtraFigures(path: string): ExtraFigures {
  const [head, ...lines] = readSeparatedValues(readGivenText({ option: '--extra', path, advice: 'name a CSV file' }));
  const [, ...names] = head ?? [];
  if (names.length === 0) {
    throw new NetstatError(
      'bad-option',
      `--extra ${path}: should have a line of names, model,accuracy, and a line for each model`,
    );
  }
  const rows = lines.map(([model = '', ...cells], index) => ({
    model,
    values: Object.fromEntries(
      names.flatMap((name, column) => {
        const text = (cells[column] ?? '').trim();
        return text === '' ? [] : [[name, numberIn(text, `--extra ${path}, line ${index + 2}, ${name}`)] as const];
      }),
    ),
  }));
  return { names, rows };
}

function numberIn(text: string, where: string): number {
  const value = Number(text.replace(/%$/u, ''));
  if (!Number.isFinite(value)) {
    throw new NetstatError('bad-option', `${where}: ${text} is no number; leave the cell empty`);
  }
  return value;
}
