import { existsSync, statSync } from 'node:fs';
import path from 'node:path';
import { lilconfigSync } from 'lilconfig';
import { messageOf, NetstatError, programCall } from '../ir/index.js';
import type { Config } from './config.js';
import { readText } from './limited-file.js';

/** The names of a configuration, in the order in which they are looked for. */
export const configNames = [
  'netstat.config.ts',
  'netstat.config.mts',
  'netstat.config.js',
  'netstat.config.mjs',
  'netstat.config.json',
  'package.json',
] as const;

/**
 * The configuration's file, in this folder or the nearest above that has one. A package.json counts if it has a field
 * `netstat`.
 */
export function findConfig(): string | undefined {
  const unread = (file: string): object => ({ file });
  const loaders = Object.fromEntries(['.ts', '.mts', '.js', '.mjs', '.json'].map((extension) => [extension, unread]));
  const search = lilconfigSync('netstat', {
    searchPlaces: [...configNames],
    loaders: {
      ...loaders,
      '.json': (file, content) => (path.basename(file) === 'package.json' ? parseQuietly(content) : unread(file)),
    },
  });
  return search.search()?.filepath;
}

/** The content of a package.json; undefined where it is not JSON, which is for other tools to report. */
function parseQuietly(content: string): unknown {
  try {
    return JSON.parse(content);
  } catch {
    return {};
  }
}

/**
 * Reads a configuration; `library` is what one in TypeScript or JavaScript gets for `import … from 'onnx-netstat'`.
 * @throws NetstatError when there is no such file, it fails, or holds what a configuration does not
 */
export async function loadConfig(file: string, library: () => Promise<object>): Promise<Config> {
  const where = path.relative('', file) || file;
  if (!existsSync(file) || !statSync(file).isFile()) {
    throw new NetstatError(
      'not-found',
      `${file}: there is no such configuration; write one with ${programCall()} init`,
    );
  }
  const { readConfig } = await import('./read-config.js');
  return readConfig(
    path.extname(file) === '.json' ? readJson(file, where) : await readModule(file, where, library),
    where,
  );
}

function readJson(file: string, where: string): unknown {
  try {
    const content: unknown = JSON.parse(readText(file));
    if (path.basename(file) !== 'package.json') return content;
    return typeof content === 'object' && content !== null && 'netstat' in content ? content.netstat : undefined;
  } catch (cause) {
    throw new NetstatError('bad-config', `${where}: is not JSON (${inOneLine(cause)})`, { cause });
  }
}

async function readModule(file: string, where: string, library: () => Promise<object>): Promise<unknown> {
  const { runModule } = await import('./run-module.js');
  try {
    return await untilNothingIsLeft(runModule(file, await library()));
  } catch (cause) {
    if (cause instanceof NetstatError) throw cause;
    throw new NetstatError('bad-config', `${where}: fails (${inOneLine(cause)})`, { cause });
  }
}

/** A promise that also fails when it can never be settled: when the program has nothing else to do. */
function untilNothingIsLeft<T>(promise: Promise<T>): Promise<T> {
  return new Promise((resolve, reject) => {
    const fail = (): void => reject(new Error('its top-level await waits for what never comes'));
    process.once('beforeExit', fail);
    promise.then(resolve, reject).finally(() => process.off('beforeExit', fail));
  });
}

function inOneLine(error: unknown): string {
  return messageOf(error).replaceAll(/\s*\n\s*/gu, ' ');
}
