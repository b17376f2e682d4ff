import type { OnnxRuntime } from './onnxruntime-session.js';

/** onnxruntime-web for one device. The build puts this module's place (scripts/build/measuring-parts.ts). */
export const deviceRuntime: OnnxRuntime | undefined = undefined as OnnxRuntime | undefined;
