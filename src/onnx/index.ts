export { type AsyncByteSource, blobSource, type ByteSource, memorySource } from './byte-source.js';
export { refuseFailure, request } from './http-request.js';
export { httpSource, type HttpOptions, type HttpProgress } from './http-source.js';
export { isKeptNameOf } from './kept-name.js';
export { DECODED_ELEMENTS } from './limits.js';
export { streamSource } from './stream-source.js';
export type { Beside } from './passed-masks.js';
export { readModel, readModelAsync } from './model.js';
export { rewriteModel } from './rewrite-model.js';
