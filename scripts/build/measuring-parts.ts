import { copyFileSync, mkdirSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import { build, type Plugin } from 'esbuild';
import { measuringFolder, measuringParts, pageDevices } from '../../src/formats/html/measuring-messages.js';
import type { PageDevice } from '../../src/formats/html/measuring-messages.js';

/** The module in whose place onnxruntime-web is put. */
const deviceModule = /[\\/]runtimes[\\/]browser[\\/]page[\\/]device-runtime\.[jt]s$/;

/** The module of onnxruntime-web for each device. */
const modules: Readonly<Record<PageDevice, string>> = {
  wasm: 'ort.wasm.bundle.min.mjs',
  webgpu: 'ort.webgpu.bundle.min.mjs',
};

/**
 * The folder of onnxruntime-web's files: the project's own, or that of the tests; undefined where it is not installed.
 */
export function onnxruntimeFolder(): string | undefined {
  for (const from of ['package.json', 'test/package.json']) {
    try {
      return path.dirname(createRequire(path.resolve(from)).resolve('onnxruntime-web'));
    } catch {
      continue;
    }
  }
  return undefined;
}

/**
 * Puts what "Measure here" loads beside a page: for each device a worker with onnxruntime-web's module in it, and its
 * WebAssembly.
 * @returns whether onnxruntime-web is installed; without it nothing is written
 */
export async function writeMeasuringParts(folder: string): Promise<boolean> {
  const from = onnxruntimeFolder();
  if (from === undefined) return false;
  const parts = path.join(folder, measuringFolder);
  mkdirSync(parts, { recursive: true });
  await Promise.all(
    pageDevices.map(async (device) => {
      const { script, binary } = measuringParts[device];
      writeFileSync(path.join(parts, script), await bundleWithRuntime(worker, device, from));
      copyFileSync(path.join(from, binary), path.join(parts, binary));
    }),
  );
  writeFileSync(path.join(parts, 'LICENSE-onnxruntime-web.txt'), licence);
  return true;
}

/** The licence of onnxruntime-web, whose package names it (MIT) and has no text of it. */
const licence = `onnxruntime-web: MIT License

Copyright (c) Microsoft Corporation

Permission is hereby granted, free of charge, to any person obtaining a copy of this software and associated
documentation files (the "Software"), to deal in the Software without restriction, including without limitation the
rights to use, copy, modify, merge, publish, distribute, sublicense, and/or sell copies of the Software, and to permit
persons to whom the Software is furnished to do so, subject to the following conditions:

The above copyright notice and this permission notice shall be included in all copies or substantial portions of the
Software.

THE SOFTWARE IS PROVIDED "AS IS", WITHOUT WARRANTY OF ANY KIND, EXPRESS OR IMPLIED, INCLUDING BUT NOT LIMITED TO THE
WARRANTIES OF MERCHANTABILITY, FITNESS FOR A PARTICULAR PURPOSE AND NONINFRINGEMENT. IN NO EVENT SHALL THE AUTHORS OR
COPYRIGHT HOLDERS BE LIABLE FOR ANY CLAIM, DAMAGES OR OTHER LIABILITY, WHETHER IN AN ACTION OF CONTRACT, TORT OR
OTHERWISE, ARISING FROM, OUT OF OR IN CONNECTION WITH THE SOFTWARE OR THE USE OR OTHER DEALINGS IN THE SOFTWARE.
`;

/** The files that run beside the page. */
const worker = 'src/runtimes/browser/page/measuring-worker.ts';

/** A script of a page or worker with onnxruntime-web's module for a device in it, from the folder of its files. */
export async function bundleWithRuntime(entry: string, device: PageDevice, from: string): Promise<string> {
  const module = path.resolve(from, modules[device]);
  const runtime: Plugin = {
    name: 'device-runtime',
    setup({ onLoad }) {
      onLoad({ filter: deviceModule }, () => ({
        contents: `export * as deviceRuntime from ${JSON.stringify(module)};\n`,
        loader: 'js',
        resolveDir: path.resolve('.'),
      }));
    },
  };
  const {
    outputFiles: [file],
  } = await build({
    entryPoints: [entry],
    bundle: true,
    minify: true,
    // Not a module: a page from disk may start none. What onnxruntime-web asks of its module is the address to start
    // its threads from.
    format: 'iife',
    define: { 'import.meta.url': 'self.location.href' },
    target: ['chrome123', 'firefox120', 'safari17.5'],
    charset: 'utf8',
    logLevel: 'warning',
    write: false,
    plugins: [runtime],
    // Branches of onnxruntime-web for Node.
    external: ['module', 'worker_threads', 'fs', 'path', 'url', 'node:*'],
  });
  return file?.text ?? '';
}
