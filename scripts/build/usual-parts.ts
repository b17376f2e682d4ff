import path from 'node:path';
import type { Metafile } from 'esbuild';

/** What a run loads that names models and nothing else. */
const usual = ['src/cli/main.ts', 'src/cli/commands/analyse.ts', 'src/formats/table/index.ts'];

/** Files of operators, of which a run loads those that its models have. */
const operators = 'src/ops/';

/**
 * Of the command line's files, by name, those that a usual run loads, as one file that gives each as a function for `startWithKeptCode`: to open
 * and look up dozens takes a fiftieth of a run.
 */
export function packUsualParts({ outputs }: Metafile, files: ReadonlyMap<string, string>): string {
  const entered = (isUsual: (entry: string) => boolean): readonly string[] => Object.entries(outputs).flatMap(([file, { entryPoint }]) => (entryPoint !== undefined && isUsual(entryPoint) ? [file] : []));
  const open = [...entered((entry) => usual.includes(entry)), ...entered((entry) => entry.startsWith(operators))];
  if (open.length <= usual.length) throw new Error(`the build has no file of its own for one of ${[...usual, operators].join(', ')}`);
  const reached = new Set(open);
  for (const file of reached) for (const { path: imported, kind } of outputs[file]?.imports ?? []) if (kind === 'import-statement' && imported in outputs) reached.add(imported);
  const parts = [...reached].flatMap((file) => {
    const name = path.basename(file);
    const text = files.get(name);
    // Code run from a cache has lost whom to ask for an `import()`.
    return text === undefined || text.includes('import(') ? [] : [`${JSON.stringify(name)}:function(exports,require,module,__filename,__dirname){${text}\n}`];
  });
  return `module.exports={${parts.join(',\n')}};`;
}
