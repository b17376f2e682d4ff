import { fileURLToPath } from 'node:url';
import { openFile } from './files/index.js';
import { inspect as inspectSource, NetstatError } from './index.js';
import type { AsyncByteSource, ByteSource, InspectOptions, ModelReport } from './index.js';

export * from './index.js';
export { defineConfig, openFile } from './files/index.js';
export type { Config, ConfigOverride, ConfigSuppression, ModelConfig } from './files/index.js';
export type { Level } from './rules/index.js';

/**
 * The report of a model: a file by its path, or whatever can be read by place. Weights are not read.
 * @throws NetstatError when it cannot be read, is no model, or an option does not fit it
 */
export async function inspect(
  source: string | URL | Uint8Array | Blob | ByteSource | AsyncByteSource,
  options: InspectOptions = {},
): Promise<ModelReport> {
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
