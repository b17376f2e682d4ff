import { existsSync, readFileSync, readdirSync } from 'node:fs';
import path from 'node:path';
import { pathToFileURL } from 'node:url';

/** A file of a folder of units (rules, formats, runtimes): its name and where it lies. */
export interface Unit {
  readonly name: string;
  /** From the folder: `json.ts`, `html/index.ts`. */
  readonly file: string;
}

/** The units of a folder: the files in it, and the index of each folder in it, that export a default. Sorted by name. */
export function listUnits(folder: string): Unit[] {
  if (!existsSync(folder)) return [];
  return readdirSync(folder, { withFileTypes: true })
    .flatMap((entry): Unit[] => {
      const file = entry.isDirectory() ? `${entry.name}/index.ts` : entry.name;
      const name = path.basename(entry.name, '.ts');
      return file.endsWith('.ts') && hasDefault(path.join(folder, file)) ? [{ name, file }] : [];
    })
    .toSorted((a, b) => (a.name < b.name ? -1 : 1));
}

function hasDefault(file: string): boolean {
  return existsSync(file) && /^export default /m.test(readFileSync(file, 'utf8'));
}

/** The default export of a unit. */
export async function loadUnit(folder: string, { file }: Unit): Promise<unknown> {
  const module = (await importFile(path.join(folder, file))) as { readonly default: unknown };
  return module.default;
}

async function importFile(file: string): Promise<object> {
  return (await import(pathToFileURL(file).href)) as object;
}

/** The files of operators, from src/ops: `ai.onnx/convolution.ts`. Each exports operators, or arrays of them, by name. */
export function listOperatorFiles(): string[] {
  const folder = 'src/ops';
  if (!existsSync(folder)) return [];
  return readdirSync(folder, { withFileTypes: true, recursive: true })
    .filter((entry) => entry.isFile() && entry.name.endsWith('.ts'))
    .map((entry) => path.relative(folder, path.join(entry.parentPath, entry.name)).split(path.sep).join('/'))
    .filter((file) => file.includes('/'))
    .toSorted();
}

/** The names of the operators that a file declares: `ai.onnx.Conv`. */
export async function operatorNames(file: string): Promise<readonly string[]> {
  const { operatorsOf } = await import('../src/ops/operator-file.js');
  return [...new Set(operatorsOf(await importFile(path.join('src/ops', file))).map(({ domain, type }) => `${domain}.${type}`))];
}

/** A file's path as an identifier: `ai.onnx/group-norm.ts` → `aiOnnxGroupNorm`. */
export function identifier(file: string): string {
  return file.replace(/(\/index)?\.ts$/, '').replaceAll(/[^A-Za-z0-9]+(.)/g, (_, letter: string) => letter.toUpperCase());
}

/** A source file as another imports it: `json.ts` → `./json.js`. */
export function specifier(file: string): string {
  return `./${file.replace(/\.ts$/, '.js')}`;
}
