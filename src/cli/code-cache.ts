import { accessSync, constants, readFileSync, renameSync, statSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import vm from 'node:vm';

/** A program that has been started. */
export interface StartedProgram {
  readonly exports: unknown;
  /** Keeps the code compiled so far beside the files that it was compiled from, for the next start; where that may not be, nothing happens. */
  keepCode(): void;
}

type Require = (name: string) => unknown;

interface LoadedModule {
  exports: object;
}

/** Node's own module, with the method by which it compiles one. */
interface CompilingModule extends LoadedModule {
  _compile(source: string, file: string): void;
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
export function startWithKeptCode(file: string, requireOther: Require): StartedProgram {
  const modules = new Map<string, LoadedModule>();
  const uncached: LoadedFile[] = [];

  function load(file: string): unknown {
    const known = modules.get(file);
    if (known !== undefined) return known.exports;
    const module: LoadedModule = { exports: {} };
    modules.set(file, module);
    const requireFromHere = (name: string): unknown => (name.startsWith('.') ? load(path.join(path.dirname(file), name)) : requireOther(name));

    const source = readFileSync(file, 'utf8');
    // Code run from a cache has lost whom to ask for an `import()`, so what imports is compiled by Node each time.
    if (source.includes('import(')) runUnkept(file, source, module, requireFromHere);
    else runKept(file, source, module, requireFromHere);
    return module.exports;
  }

  function runKept(file: string, source: string, module: LoadedModule, require: Require): void {
    const cache = `${file}.${statSync(file).mtimeMs}-${process.version}-${process.arch}.cache`;
    const cachedData = readIfThere(cache);
    const script = new vm.Script(`(function(exports,require,module,__filename,__dirname){${source}\n})`, { filename: file, ...(cachedData && { cachedData }) });
    if (cachedData === undefined || script.cachedDataRejected === true) uncached.push({ file, script, cache });
    const run = script.runInThisContext() as (...scope: unknown[]) => void;
    run(module.exports, require, module, file, path.dirname(file));
  }

  function runUnkept(file: string, source: string, module: LoadedModule, require: Require): void {
    const { Module } = requireOther('node:module') as { Module: new (id: string) => CompilingModule };
    const compiling = new Module(file);
    Object.assign(compiling, { exports: module.exports, filename: file, require });
    compiling._compile(source, file);
    module.exports = compiling.exports;
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
