import { defineRuntime } from '../define.js';
import { openInProcess } from './open.js';

const devices = ['cpu', 'webgpu', 'cuda', 'dml', 'coreml'];

/** onnxruntime through its package for Node, each session in a process of its own. */
export default defineRuntime({
  name: 'onnxruntime',
  devices,
  summary: 'onnxruntime-node, installed beside netstat or in your project.',
  open: (runnable, options) => openInProcess(runnable, options, { name: 'onnxruntime-node', devices }),
});
