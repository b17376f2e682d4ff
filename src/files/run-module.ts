import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { createJiti } from 'jiti';

/**
 * Runs a module, of TypeScript too, and gives its default export. `onnx-netstat` and `onnx-netstat/config` in it are
 * `library`, whether or not the package is installed there. Throws what the module throws.
 */
export async function runModule(file: string, library: object): Promise<unknown> {
  const virtualModules = { 'onnx-netstat': library, 'onnx-netstat/config': library };
  const jiti = createJiti(import.meta.url, { virtualModules, moduleCache: false });
  return await jiti.import(pathToFileURL(path.resolve(file)).href, { default: true });
}
