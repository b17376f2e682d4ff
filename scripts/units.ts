import { readFileSync, readdirSync } from 'node:fs';
import path from 'node:path';
import { pathToFileURL } from 'node:url';

/** A file of a folder of units (rules, formats, runtimes): its name and where it lies. */
export interface Unit {
  readonly name: string;
  /** From the folder: `json.ts`, `html/index.ts`. */
  readonly file: string;
}

/**
 * Lists the units of a folder and of the folders in it: the files that export a default. An `index.ts` is named after
 * its folder. Sorted by name.
 */
export function listUnits(folder: string): Unit[] {
  return listSources(folder)
    .filter((file) => /^export default /m.test(readFileSync(path.join(folder, file), 'utf8')))
    .map((file) => ({ name: path.basename(file.replace(/\/index\.ts$/, ''), '.ts'), file }))
    .toSorted((a, b) => (a.name < b.name ? -1 : 1));
}

/** Lists the TypeScript files below a folder, from it, with `/` between the parts. */
function listSources(folder: string): string[] {
  return readdirSync(folder, { withFileTypes: true, recursive: true })
    .filter((entry) => entry.isFile() && entry.name.endsWith('.ts'))
    .map((entry) => path.relative(folder, path.join(entry.parentPath, entry.name)).split(path.sep).join('/'))
    .toSorted();
}

/** The default export of a unit. */
export async function loadUnit(folder: string, { file }: Unit): Promise<unknown> {
  const module = (await importFile(path.join(folder, file))) as { readonly default: unknown };
  return module.default;
}

async function importFile(file: string): Promise<object> {
  return (await import(pathToFileURL(file).href)) as object;
}

/** The folders of src/ops that hold what operators are made of. */
const machinery = /^(?:language|elements|families)\//;

/**
 * The files of operators, from src/ops: `ai.onnx/convolution.ts`. Each exports operators, or arrays of them, by name.
 */
export function listOperatorFiles(): string[] {
  return listSources('src/ops').filter((file) => file.includes('/') && !machinery.test(file));
}

/** The file of src/ops that declares an operator, `ai.onnx.Conv`; undefined where none does. */
export async function fileOfOperator(operator: string): Promise<string | undefined> {
  for (const file of listOperatorFiles()) {
    const names = await operatorNames(file);
    if (names.includes(operator)) return file;
  }
  return undefined;
}

/** The names of the operators that a file declares: `ai.onnx.Conv`. */
export async function operatorNames(file: string): Promise<readonly string[]> {
  const { operatorsOf } = await import('../src/ops/language/operator-file.js');
  return [
    ...new Set(
      operatorsOf(await importFile(path.join('src/ops', file))).map(({ domain, type }) => `${domain}.${type}`),
    ),
  ];
}

/** A file's path as an identifier: `ai.onnx/group-norm.ts` → `aiOnnxGroupNorm`. */
export function identifier(file: string): string {
  return file
    .replace(/(\/index)?\.ts$/, '')
    .replaceAll(/[^A-Za-z0-9]+(.)/g, (_, letter: string) => letter.toUpperCase());
}

/** A source file as another imports it: `json.ts` → `./json.js`. */
export function specifier(file: string): string {
  return `./${file.replace(/\.ts$/, '.js')}`;
}
