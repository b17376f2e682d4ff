export { type AsyncByteSource, blobSource, type ByteSource, memorySource } from './byte-source.js';
export { httpSource, type HttpOptions } from './http-source.js';
export { DECODED_ELEMENTS } from './limits.js';
export { streamSource } from './stream-source.js';
export { NEWEST_OPSET, readModel, readModelAsync } from './model.js';
export { rewriteModel } from './rewrite-model.js';
export type { Rewriting } from './rewrite-model.js';
