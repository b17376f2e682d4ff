import { readFileSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import type { Plugin } from 'esbuild';

const importOfIndex = /^import \{([^}]*)\} from '([^']*\/index\.js)';$/gm;
const exportOfFile = /^export \{([^}]*)\} from '([^']+)';$/gm;

/**
 * Imports what a source file takes from a folder's index.ts from the files that declare it. The index would bring all
 * files of the folder that any part of the program uses into the part that starts.
 */
export const directImports: Plugin = {
  name: 'direct-imports',
  setup({ onLoad }) {
    onLoad({ filter: /[\\/]src[\\/].*\.ts$/ }, async ({ path: file }) => {
      const source = await readFile(file, 'utf8');
      const contents = source.replaceAll(importOfIndex, (_, names: string, index: string) => {
        const declared = declaringFiles(path.resolve(path.dirname(file), index.replace(/\.js$/, '.ts')));
        return namesIn(names)
          .map((name) => `import { ${name} } from ${JSON.stringify(declared.get(importedName(name)) ?? index)};`)
          .join(' ');
      });
      return { contents, loader: 'ts' };
    });
  },
};

/** The files that declare what an index exports by name from files of its folder. */
function declaringFiles(index: string): ReadonlyMap<string, string> {
  const before = known.get(index);
  if (before !== undefined) return before;
  const files = new Map<string, string>();
  for (const [, names = '', from = ''] of readFileSync(index, 'utf8').matchAll(exportOfFile)) {
    for (const name of namesIn(names)) {
      // What the index exports under another name than its file does stays with the index.
      if (!name.includes(' ')) files.set(name, path.resolve(path.dirname(index), from.replace(/\.js$/, '.ts')));
    }
  }
  known.set(index, files);
  return files;
}

const known = new Map<string, ReadonlyMap<string, string>>();

function namesIn(list: string): readonly string[] {
  return list
    .split(',')
    .map((name) => name.trim())
    .filter((name) => name !== '' && !name.startsWith('type '));
}

function importedName(specifier: string): string {
  return specifier.split(' as ')[0] ?? specifier;
}
