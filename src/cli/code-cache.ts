import { accessSync, constants, readFileSync, renameSync, statSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import vm from 'node:vm';

/** A program that has been started. */
export interface StartedProgram {
  readonly exports: unknown;
  /** Keeps the code compiled so far beside the files that it was compiled from, for the next start; where that may not be, nothing happens. */
  keepCode(): void;
}

interface LoadedFile {
  readonly file: string;
  readonly script: vm.Script;
  readonly cache: string;
}

/**
 * Runs a CommonJS file with the code that an earlier run left compiled. Files that it requires by a relative path, written out and
 * with their extension as the build does, are run likewise; all else comes from `requireOther`.
 *
 * Compiled code fits one version of Node on one architecture, and one state of the source: all three are in the name of its file.
 */
export function startWithKeptCode(file: string, requireOther: (name: string) => unknown): StartedProgram {
  const modules = new Map<string, { readonly exports: unknown }>();
  const uncached: LoadedFile[] = [];

  function load(file: string): unknown {
    const known = modules.get(file);
    if (known !== undefined) return known.exports;
    const module = { exports: {} };
    modules.set(file, module);

    const cache = `${file}.${statSync(file).mtimeMs}-${process.version}-${process.arch}.cache`;
    const cachedData = readIfThere(cache);
    const script = new vm.Script(`(function(exports,require,module,__filename,__dirname){${readFileSync(file, 'utf8')}\n})`, {
      filename: file,
      ...(cachedData && { cachedData }),
      importModuleDynamically: vm.constants.USE_MAIN_CONTEXT_DEFAULT_LOADER,
    });
    if (cachedData === undefined || script.cachedDataRejected === true) uncached.push({ file, script, cache });

    const folder = path.dirname(file);
    const requireFromHere = (name: string): unknown => (name.startsWith('.') ? load(path.join(folder, name)) : requireOther(name));
    const run = script.runInThisContext() as (...scope: unknown[]) => void;
    run(module.exports, requireFromHere, module, file, folder);
    return module.exports;
  }

  return { exports: load(file), keepCode: () => uncached.forEach(keep) };
}

function keep({ file, script, cache }: LoadedFile): void {
  try {
    accessSync(path.dirname(file), constants.W_OK);
    const unfinished = `${cache}.${process.pid}`;
    writeFileSync(unfinished, script.createCachedData());
    renameSync(unfinished, cache);
  } catch {
    // The next start compiles again.
  }
}

function readIfThere(file: string): Buffer | undefined {
  try {
    return readFileSync(file);
  } catch {
    return undefined;
  }
}
