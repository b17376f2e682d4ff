import { defineRuntime } from './define.js';
import { openInProcess } from './onnxruntime/open.js';

const devices = ['wasm'];

/**
 * onnxruntime compiled to WebAssembly, as browsers run it, in a process of Node: no native code, wherever Node runs.
 */
export default defineRuntime({
  name: 'onnxruntime-web',
  devices,
  summary: 'onnxruntime-web in Node: the WebAssembly that browsers run, without native code.',
  open: (runnable, options) => openInProcess(runnable, options, { name: 'onnxruntime-web', devices }),
});
