import { readFileSync, readdirSync } from 'node:fs';
import { isBuiltin } from 'node:module';
import path from 'node:path';
import { ts } from 'ts-json-schema-generator';
import { nodeOnly, portable } from './layers.js';

const order: readonly string[] = [...portable, ...nodeOnly];
const portableFolders: ReadonlySet<string> = new Set(portable);

/** The folders and files of src/ that each file of src/ itself may import. */
const roots: Readonly<Record<string, readonly string[]>> = {
  'options.ts': portable,
  'index.ts': [...portable, 'options.js'],
  'node.ts': [...portable, 'files', 'runtimes', 'options.js', 'index.js'],
  'config.ts': [...portable, 'files', 'index.js'],
};

/** The folders and files of src/ that the files of one folder, at any depth, may import. */
function importable(folder: string): readonly string[] {
  const above = order.slice(0, order.indexOf(folder));
  if (portableFolders.has(folder)) return above;
  return folder === 'cli' ? [...above, 'index.js', 'node.js'] : [...above, 'index.js'];
}

/** The reason why a file, such as `src/ops/a.ts`, may not import from `specifier`; `undefined` where it may. */
export function refusal(file: string, specifier: string): string | undefined {
  const [, folder = '', ...rest] = file.split('/');
  const isRoot = rest.length === 0;
  if (!isRoot && !order.includes(folder)) return `src/${folder}/ has no place in scripts/layers.ts`;
  if (isBuiltin(specifier)) {
    const needsBrowser = isRoot ? folder === 'index.ts' || folder === 'options.ts' : portableFolders.has(folder);
    return needsBrowser
      ? 'the core runs in a browser: only files/, runtimes/, cli/ and node.ts import Node'
      : undefined;
  }
  if (!specifier.startsWith('.')) return undefined;
  const target = path.posix.join(path.posix.dirname(file), specifier);
  if (!isRoot && target.startsWith(`src/${folder}/`)) return undefined;
  const allowed = (isRoot ? roots[folder] : importable(folder)) ?? [];
  const isAllowed = allowed.some((each) => target === `src/${each.endsWith('.js') ? each : `${each}/index.js`}`);
  return isAllowed ? undefined : 'import only folders above this one in scripts/layers.ts, through their index.js';
}

/**
 * The imports, exports and `import()`s of a source text that `refusal` refuses, each as one line that names its place.
 */
export function refusedImports(file: string, text: string): string[] {
  return ts.preProcessFile(text, true, true).importedFiles.flatMap(({ fileName, pos }) => {
    const reason = refusal(file, fileName);
    const line = text.slice(0, pos).split('\n').length;
    return reason === undefined ? [] : [`${file}:${line}: '${fileName}': ${reason}`];
  });
}

/** The refused imports of all files of src/. */
export function refusedImportsOfSource(): string[] {
  const files = readdirSync('src', { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('.ts'))
    .map((file) => `src/${file.split(path.sep).join('/')}`);
  return files.toSorted().flatMap((file) => refusedImports(file, readFileSync(file, 'utf8')));
}
