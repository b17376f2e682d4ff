// Whether what netstat measures in a browser is what a loop of somebody else's measures there: `npm run
// bench:browser-loop -- model.onnx …`. Both run in one page, in turns, so that what else the machine does falls on
// both. On WebAssembly, one thread.

import { readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import path from 'node:path';
import { measuringParts } from '../src/formats/html/measuring-messages.js';
import { launchBrowser } from '../src/runtimes/browser/launch.js';
import { makeTemporaryFolder } from '../src/runtimes/temporary-folder.js';
import { bundleWithRuntime, onnxruntimeFolder } from '../scripts/build/measuring-parts.js';

/** The answer of the page. */
interface Compared {
  readonly netstat: number;
  readonly loop: number;
  readonly ratio: number;
}

/** How far apart both may be. */
const APART = 0.05;

const runtime = onnxruntimeFolder();
if (runtime === undefined) throw new Error('onnxruntime-web is not installed: npm run test:setup');
const script = await bundleWithRuntime('bench/page/browser-loop.ts', 'wasm', runtime);
const binary = readFileSync(path.join(runtime, measuringParts.wasm.binary));

let apart = 0;
for (const model of process.argv.slice(2)) {
  const { netstat, loop, ratio } = await compare(readFileSync(model));
  if (Math.abs(ratio - 1) > APART) apart += 1;
  console.log(`${model}: netstat ${netstat.toFixed(3)} ms, the loop ${loop.toFixed(3)} ms, ratio ${ratio.toFixed(3)}`);
}
console.log(`${apart} more than ${100 * APART} % apart`);
process.exitCode = apart > 0 ? 1 : 0;

async function compare(model: Uint8Array): Promise<Compared> {
  const folder = makeTemporaryFolder();
  const contents = new Map<string | undefined, readonly [type: string, content: string | Uint8Array]>([
    ['/', ['text/html', '<!doctype html><title>bench</title><script src="script"></script>']],
    ['/script', ['text/javascript', script]],
    ['/binary', ['application/wasm', binary]],
    ['/model', ['application/octet-stream', model]],
  ]);
  let finish: (result: Compared) => void = () => {};
  const finished = new Promise<Compared>((resolve) => (finish = resolve));
  const server = createServer((request, response) => {
    response.setHeader('Cross-Origin-Opener-Policy', 'same-origin');
    response.setHeader('Cross-Origin-Embedder-Policy', 'require-corp');
    if (request.url === '/result') {
      let text = '';
      request.setEncoding('utf8').on('data', (part: string) => (text += part));
      request.on('end', () => {
        response.end();
        finish(JSON.parse(text) as Compared);
      });
      return;
    }
    const [type, content] = contents.get(request.url) ?? ['text/plain', ''];
    response.setHeader('Content-Type', type).end(content);
  });
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
  const bound = server.address();
  const port = typeof bound === 'object' && bound !== null ? bound.port : 0;
  const browser = launchBrowser(
    { name: undefined, address: `http://127.0.0.1:${port}/`, profile: folder.path, device: 'wasm' },
    (reason) => {
      throw new Error(`the browser ended: ${reason}`);
    },
  );
  try {
    const result = await finished;
    if ('error' in result) throw new Error(String(result.error));
    return result;
  } finally {
    browser.end();
    server.close();
    server.closeAllConnections();
    folder.remove();
  }
}
