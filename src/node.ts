import { compareReports } from './comparison/index.js';
import { fileURLToPath } from 'node:url';
import { isRemote, openFile, openRemote } from './files/index.js';
import { comparisonDocument, formats } from './formats/index.js';
import { suggest } from './ir/index.js';
import { fromJson } from './report/index.js';
import { inspect as inspectSource, NetstatError } from './index.js';
import type { AsyncByteSource, ByteSource, InspectOptions, ModelReport } from './index.js';

export * from './index.js';
export { defineConfig, openFile } from './files/index.js';
export type { Config, ConfigOverride, ConfigSuppression, ModelConfig } from './files/index.js';
export type { Level } from './rules/index.js';

/**
 * The report of a model: a file by its path, an address of the web, a file of the hub (`hf:org/name/model.onnx`), or whatever can be read by
 * place. Weights are not read.
 * @throws NetstatError when it cannot be read, is no model, or an option does not fit it
 */
export async function inspect(
  source: string | URL | Uint8Array | Blob | ByteSource | AsyncByteSource,
  options: InspectOptions = {},
): Promise<ModelReport> {
  const address = addressOf(source);
  if (address !== undefined) return inspectRemote(address, options);
  const path = typeof source === 'string' ? source : source instanceof URL ? fileURLToPath(source) : undefined;
  if (typeof source !== 'string' && !(source instanceof URL)) return inspectSource(source, options);
  try {
    const file = openFile(path ?? '');
    try {
      return await inspectSource(file, { path: path ?? '', ...options });
    } finally {
      file.close();
    }
  } catch (error) {
    if (error instanceof NetstatError) {
      throw new NetstatError(error.code, `${path}: ${error.message}`, { cause: error });
    }
    throw error;
  }
}

function addressOf(source: unknown): string | undefined {
  const text = source instanceof URL ? source.href : source;
  return typeof text === 'string' && isRemote(text) ? text : undefined;
}

async function inspectRemote(address: string, options: InspectOptions): Promise<ModelReport> {
  return inspectSource(await openRemote(address), { path: address, ...options });
}

/** What changed from one report to another: the document that `netstat compare --format json` prints (docs/comparison.schema.json). */
export function compare(base: ModelReport, head: ModelReport): Readonly<Record<string, unknown>> {
  return { ...comparisonDocument(compareReports(fromJson(base), fromJson(head))) };
}

/** How reports are rendered; all of it may be left out. */
export interface RenderOptions {
  /** Columns of a terminal; lines may be of any length without. */
  readonly width?: number;
  readonly colour?: boolean;
  readonly columns?: readonly string[];
  readonly sort?: string;
  readonly top?: number;
  readonly depth?: number;
  readonly all?: boolean;
}

/**
 * Reports as `netstat --format` writes them: `table`, `csv`, `markdown`, `html`, `sarif` …
 * @throws NetstatError when there is no such format, or an option names what is not there
 */
export async function render(
  reports: ModelReport | readonly ModelReport[],
  format: string,
  options: RenderOptions = {},
): Promise<string> {
  const entry = formats.find(({ name }) => name === format);
  if (entry === undefined) {
    const names = formats.map(({ name }) => name);
    throw new NetstatError('bad-option', `${format}: there is no such format; ${suggest(format, names)}`);
  }
  const session = (await entry.load()).start({ width: Infinity, colour: false, all: false, ...options });
  const parts = [reports].flat().map((report) => session.next(session.print(fromJson(report))));
  return [...parts, session.end()].join('');
}
