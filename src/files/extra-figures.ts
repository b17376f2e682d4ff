import { readFileSync } from 'node:fs';
import type { ExtraFigures } from '../formats/index.js';
import { NetstatError } from '../ir/index.js';

/**
 * The user's own figures of models: a CSV file whose first column names models, by path, file or file without its
 * extension, and whose others are numbers, such as accuracy.
 * @throws NetstatError when it cannot be read, or a cell is no number
 */
export function readExtraFigures(path: string): ExtraFigures {
  const [head, ...lines] = parseCsv(readText(path));
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

function readText(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch (cause) {
    throw new NetstatError(
      'bad-option',
      `--extra ${path}: cannot be read (${cause instanceof Error ? cause.message : String(cause)}); name a CSV file`,
      { cause },
    );
  }
}

/** The cells of CSV text (RFC 4180), line by line; empty lines are left out. */
function parseCsv(text: string): readonly (readonly string[])[] {
  const rows: string[][] = [];
  let row: string[] = [];
  for (const [, quoted, plain = '', end = ''] of text
    .replace(/^\uFEFF/u, '')
    .matchAll(/(?:"((?:[^"]|"")*)"|([^",\r\n]*))(,|\r?\n|$)/gu)) {
    row.push(quoted === undefined ? plain.trim() : quoted.replaceAll('""', '"'));
    if (end === ',') continue;
    if (row.some((cell) => cell !== '')) rows.push(row);
    row = [];
  }
  return rows;
}
