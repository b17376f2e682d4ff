/**
 * The types of `onnx-netstat` for CommonJS. `require` loads the ES module, so that a program has one library; this file
 * tells TypeScript that it may.
 */
import type * as library from './node.js' with { 'resolution-mode': 'import' };

export type * from './node.js' with { 'resolution-mode': 'import' };

export type NetstatError = library.NetstatError;
export type NodeError = library.NodeError;

export declare const attribute: typeof library.attribute;
export declare const blobSource: typeof library.blobSource;
export declare const compare: typeof library.compare;
export declare const defineConfig: typeof library.defineConfig;
export declare const defineOp: typeof library.defineOp;
export declare const defineRule: typeof library.defineRule;
export declare const dim: typeof library.dim;
export declare const explain: typeof library.explain;
export declare const figureOf: typeof library.figureOf;
export declare const httpSource: typeof library.httpSource;
export declare const inspect: typeof library.inspect;
export declare const inspectBytes: typeof library.inspectBytes;
export declare const lint: typeof library.lint;
export declare const measure: typeof library.measure;
export declare const memorySource: typeof library.memorySource;
export declare const NetstatError: typeof library.NetstatError;
export declare const NodeError: typeof library.NodeError;
export declare const openFile: typeof library.openFile;
export declare const render: typeof library.render;
export declare const version: typeof library.version;
