import path from 'node:path';
import type { Metafile } from 'esbuild';

/**
 * The files that are loaded by a run that names models and nothing else; those in src/ops/ that declare an operator of
 * its models are loaded besides.
 */
const usual = ['src/cli/main.ts', 'src/cli/commands/analyse.ts', 'src/formats/table/index.ts', 'src/ops/'];

/**
 * Of the command line's files, by name, those that a usual run loads, as one file that gives each as a function for
 * `startWithKeptCode`: to open and look up dozens takes a fiftieth of a run.
 */
export function packUsualParts({ outputs }: Metafile, files: ReadonlyMap<string, string>): string {
  const reached = new Set<string>();
  for (const start of usual) {
    const open = Object.entries(outputs).filter(([, { entryPoint }]) => entryPoint?.startsWith(start) === true);
    if (open.length === 0) throw new Error(`the build has no file of its own for ${start}`);
    for (const [file] of open) reached.add(file);
  }
  for (const file of reached) {
    for (const { path: imported, kind } of outputs[file]?.imports ?? []) {
      if (kind === 'import-statement' && imported in outputs) reached.add(imported);
    }
  }
  const parts = [...reached].flatMap((file) => {
    const name = path.basename(file);
    const text = files.get(name);
    // Code run from a cache has lost whom to ask for an `import()`.
    return text === undefined || text.includes('import(')
      ? []
      : [`${JSON.stringify(name)}:function(exports,require,module,__filename,__dirname){${text}\n}`];
  });
  return `module.exports={${parts.join(',\n')}};`;
}
