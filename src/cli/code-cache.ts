import { accessSync, constants, readFileSync, renameSync, statSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import vm from 'node:vm';

/** A program that has been started. */
export interface StartedProgram {
  readonly exports: unknown;
  /**
   * Keeps the code compiled so far beside the files that it was compiled from, for the next start; where that may not
   * be, nothing happens.
   */
  keepCode(): void;
}

/** The module that starts the program, as Node gives it to CommonJS. */
export interface StartingModule {
  require(name: string): unknown;
}

type Require = (name: string) => unknown;

interface LoadedModule {
  exports: object;
}

/** A module that Node compiles. */
interface CompilingModule extends LoadedModule {
  _compile(source: string, file: string): void;
}

/** Files that are loaded together, by name beside their pack, each as a function of what CommonJS gives a module. */
type Pack = Readonly<Record<string, RunModule>>;
type RunModule = (exports: object, require: Require, module: LoadedModule, file: string, folder: string) => void;

interface LoadedFile {
  readonly script: vm.Script;
  readonly cache: string;
  /** Bytes of the kept code that it ran from; 0 without. */
  readonly keptBytes: number;
}

/**
 * Runs a CommonJS file with the code that an earlier run left compiled. Files that it requires by a relative path,
 * written out and with their extension as the build does, are run from the cache too; all else is required by the
 * module that starts it. Files that are in `pack`, a file as the build makes it (without an `import()`), are taken from
 * there.
 *
 * Compiled code fits one version of Node on one architecture, and one state of the source: all three are in the name of
 * its file. A function is compiled when it is first called, so a run may have compiled more of a file than was kept of
 * it. To see that takes some milliseconds, so it is looked for by `looks` only.
 */
export function startWithKeptCode(
  main: string,
  starter: StartingModule,
  { pack, looks = oneTimeInEight }: { readonly pack?: string; readonly looks?: () => boolean } = {},
): StartedProgram {
  const modules = new Map<string, LoadedModule>();
  const parts = new Map<string, RunModule>();
  const loaded: LoadedFile[] = [];

  function load(file: string): unknown {
    const known = modules.get(file);
    if (known !== undefined) return known.exports;
    const module: LoadedModule = { exports: {} };
    modules.set(file, module);
    const folder = path.dirname(file);
    const requireFromHere = (name: string): unknown => {
      if (!name.startsWith('.')) return starter.require(name);
      return load(name.startsWith('./') ? beside(folder, name.slice(2)) : path.join(folder, name));
    };
    const packed = parts.get(file);
    if (packed !== undefined) {
      packed(module.exports, requireFromHere, module, file, folder);
      return module.exports;
    }

    // The build writes ASCII, which is read in half the time so.
    const source = readFileSync(file, 'latin1');
    // `import()` does not work in code run from a V8 cache, so Node compiles files with an `import()` each time. A pack
    // has none, and a search through its million characters takes a hundredth of a small run.
    if (file !== pack && source.includes('import(')) runUnkept(file, source, module, requireFromHere);
    else runKept(file, source, module, requireFromHere);
    return module.exports;
  }

  function runKept(file: string, source: string, module: LoadedModule, require: Require): void {
    const cache = cacheOf(file);
    const cachedData = readTwice(cache);
    const script = new vm.Script(`(function(exports,require,module,__filename,__dirname){${source}\n})`, {
      filename: file,
      ...(cachedData && { cachedData }),
    });
    loaded.push({
      script,
      cache,
      keptBytes: cachedData === undefined || script.cachedDataRejected === true ? 0 : cachedData.length,
    });
    const run = script.runInThisContext() as RunModule;
    run(module.exports, require, module, file, path.dirname(file));
  }

  function runUnkept(file: string, source: string, module: LoadedModule, require: Require): void {
    // Node's own class of modules; to load `node:module` for it takes a millisecond.
    const Module = starter.constructor as new (id: string) => CompilingModule;
    const compiling = new Module(file);
    Object.assign(compiling, { exports: module.exports, filename: file, require });
    compiling._compile(source, file);
    module.exports = compiling.exports;
  }

  function keepCode(): void {
    const looksAtAll = looks();
    const files = loaded.filter(({ keptBytes }) => looksAtAll || keptBytes === 0);
    if (files.length === 0 || !canKeepCode(path.dirname(main))) return;
    try {
      for (const { script, cache, keptBytes } of files) {
        const code = script.createCachedData();
        if (code.length > SOME_MORE * keptBytes) writeTwice(cache, code);
      }
    } catch {
      // The next start compiles again.
    }
  }

  if (pack !== undefined) {
    const folder = path.dirname(pack);
    for (const [name, run] of Object.entries(load(pack) as Pack)) parts.set(beside(folder, name), run);
  }
  return { exports: load(main), keepCode };
}

/** Whether compiled code can be kept in a folder. */
export function canKeepCode(folder: string): boolean {
  try {
    accessSync(folder, constants.W_OK);
    return true;
  } catch {
    return false;
  }
}

/** A path that needs no tidying: to join those of some hundred files takes two milliseconds. */
function beside(folder: string, name: string): string {
  return `${folder}${path.sep}${name}`;
}

function cacheOf(file: string): string {
  return `${file}.${statSync(file).mtimeMs}-${process.version}-${process.arch}.cache`;
}

/** Code of the same functions differs by a few bytes from run to run. */
const SOME_MORE = 1.01;

function oneTimeInEight(): boolean {
  return Math.random() < 1 / 8;
}

/**
 * Writes code into a file, twice over, so that nobody finds half of it. The engine runs what it is handed without a
 * check of its own: flipped bits would end it at every start.
 */
function writeTwice(file: string, code: Buffer): void {
  const unfinished = `${file}.${process.pid}`;
  writeFileSync(unfinished, Buffer.concat([code, code]));
  renameSync(unfinished, file);
}

/**
 * The code in such a file; undefined where there is none, or its copies differ. To compare them takes a tenth of the
 * time of any checksum that has to be loaded first.
 */
function readTwice(file: string): Buffer | undefined {
  try {
    const both = readFileSync(file);
    const half = both.length / 2;
    const code = both.subarray(0, half);
    return Number.isInteger(half) && code.equals(both.subarray(half)) ? code : undefined;
  } catch {
    return undefined;
  }
}
