import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { createJiti } from 'jiti';

/** Runs a module, of TypeScript too, and gives its default export. `onnx-netstat` in it is `library`, whether or not it is installed there. Throws what the module throws. */
export async function runModule(file: string, library: object): Promise<unknown> {
  const jiti = createJiti(import.meta.url, { virtualModules: { 'onnx-netstat': library }, moduleCache: false });
  return await jiti.import(pathToFileURL(path.resolve(file)).href, { default: true });
}
