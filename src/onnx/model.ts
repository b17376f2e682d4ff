import { type Diagnostic, type FunctionDefinition, type Graph, type Model, NetstatError } from '../ir/index.js';
import type { AsyncByteSource, ByteSource } from './byte-source.js';
import { DEFAULT_DOMAIN, readEntry, readOpset } from './entry.js';
import { readFunction } from './function.js';
import { readGraph } from './graph.js';
import { readPassedMasks, readPassedMasksAsync } from './passed-masks.js';
import type { Beside, PassedMask } from './passed-masks.js';
import { pathTo } from './place.js';
import { Reading } from './reading.js';
import { recognise } from './recognise.js';
import { modelProto, tensorProto, WireType } from './schema.js';
import type { Skeleton } from './skeleton.js';
import { readSkeleton, readSkeletonAsync } from './walker.js';
import { WireError } from './wire-error.js';

/** The newest released version of the default operator set (ONNX 1.23). */
const NEWEST_OPSET = 28;

/** The IR version that brought `opset_import`; before it everything meant version 1 (onnx/docs/IR.md). */
const IR_VERSION_OF_OPSETS = 3;

/**
 * Reads a model file without its weights. Masks of attention, which tell what work there is, are read too; those in
 * other files are read through `beside`.
 * @throws NetstatError when it is no ONNX model, is cut short, malformed or beyond a limit; the message says what it
 * looks like, or where it breaks
 */
export function readModel(source: ByteSource, beside?: Beside): Model {
  refuseEmpty(source.size);
  const { model, passedMasks } = modelOf(readSkeleton(source));
  return passedMasks.length === 0 ? model : withMore(model, readPassedMasks(passedMasks, source, beside));
}

/** Reads a model from a source that takes time, as `readModel` does. */
export async function readModelAsync(source: AsyncByteSource): Promise<Model> {
  const skeleton = await readSkeletonAsync(source);
  refuseEmpty(skeleton.size);
  const { model, passedMasks } = modelOf(skeleton);
  return passedMasks.length === 0 ? model : withMore(model, await readPassedMasksAsync(passedMasks, source));
}

function withMore(model: Model, diagnostics: readonly Diagnostic[]): Model {
  return diagnostics.length === 0 ? model : { ...model, diagnostics: [...model.diagnostics, ...diagnostics] };
}

/** A model, and the masks that were passed over. */
interface ReadModel {
  readonly model: Model;
  readonly passedMasks: readonly PassedMask[];
}

function refuseEmpty(size: number): void {
  if (size === 0) throw new NetstatError('empty-file', 'the file is empty: download or export it again');
}

function modelOf(skeleton: Skeleton): ReadModel {
  try {
    return readModelProto(skeleton);
  } catch (error) {
    if (error instanceof WireError) throw recognise(skeleton.bytes) ?? explained(error, skeleton);
    throw error;
  }
}

function readModelProto(skeleton: Skeleton): ReadModel {
  const reading = new Reading(skeleton);
  const { cursor } = reading;
  const opsets = new Map<string, number>();
  const metadata = new Map<string, string>();
  const functions: FunctionDefinition[] = [];
  const tags = new Set<number>();
  let irVersion = 0;
  let producerName = '';
  let producerVersion = '';
  let graph: Graph | undefined;
  for (let tag = cursor.next(skeleton.size); tag !== 0; tag = cursor.next(skeleton.size)) {
    tags.add(tag);
    switch (tag) {
      case modelProto.irVersion:
        irVersion = Number(cursor.varint());
        break;
      case modelProto.graph:
        graph = readGraph(reading, cursor.fieldEnd(Infinity), 'graph');
        break;
      case modelProto.opsetImport:
        readOpset(reading, cursor.fieldEnd(Infinity), opsets);
        break;
      case modelProto.functions:
        functions.push(readFunction(reading, cursor.fieldEnd(Infinity), `functions[${functions.length}]`));
        break;
      case modelProto.metadataProps:
        readEntry(reading, cursor.fieldEnd(Infinity), metadata);
        break;
      case modelProto.producerName:
        producerName = cursor.text(Infinity);
        break;
      case modelProto.producerVersion:
        producerVersion = cursor.text(Infinity);
        break;
      default:
        cursor.skip(tag, Infinity);
    }
  }
  if (graph === undefined) throw recognise(skeleton.bytes) ?? withoutGraph(tags);
  assumeOpset(reading, opsets, irVersion, graph);
  const model = {
    bytes: skeleton.size,
    irVersion,
    producer: producerVersion === '' ? producerName : `${producerName} ${producerVersion}`,
    opsets,
    graph,
    functions,
    metadata,
    diagnostics: reading.diagnostics,
  };
  return { model, passedMasks: reading.passedMasks };
}

/** Puts a version for the default operator set where the file does not import one but needs it. */
function assumeOpset(reading: Reading, opsets: Map<string, number>, irVersion: number, graph: Graph): void {
  if (opsets.has(DEFAULT_DOMAIN)) return;
  if (opsets.size > 0 && !graph.nodes.some((node) => node.domain === DEFAULT_DOMAIN)) return;
  const version = irVersion < IR_VERSION_OF_OPSETS ? 1 : NEWEST_OPSET;
  opsets.set(DEFAULT_DOMAIN, version);
  if (version === NEWEST_OPSET) {
    reading.note(
      'missing-opset',
      `the file does not say which version of the ${DEFAULT_DOMAIN} operators it uses; version ${version} is assumed`,
      'opset_import',
    );
  }
}

/** The error for a protobuf that is no model, by the fields that it has at the top. */
function withoutGraph(tags: ReadonlySet<number>): NetstatError {
  const graphNode = (1 << 3) | WireType.delimited;
  if (tags.has(tensorProto.dataType)) {
    return new NetstatError('not-onnx', 'this is a single tensor (TensorProto), not a model: pass the .onnx file');
  }
  if (tags.has(graphNode)) {
    return new NetstatError(
      'not-onnx',
      'this is a bare graph (GraphProto, or a TensorFlow GraphDef), not a model: wrap it in a ' +
        'ModelProto with its opset, or export it to ONNX',
    );
  }
  return new NetstatError('not-onnx', 'this is not an ONNX model: it has no graph');
}

/** The user's error for bytes that could not be read: what, where, and what to do. */
function explained(error: WireError, skeleton: Skeleton): NetstatError {
  const path = pathTo(skeleton, error.position);
  const place = `${path === '' ? 'the model' : path}, byte ${error.position}`;
  // A model that starts with its IR version was meant to be one; anything else that breaks before the graph was
  // probably not.
  if (path === '' && skeleton.bytes[0] !== modelProto.irVersion) {
    return new NetstatError('not-onnx', `this is not an ONNX model: ${error.message} (byte ${error.position})`, {
      cause: error,
    });
  }
  switch (error.kind) {
    case 'truncated':
      return new NetstatError(
        'truncated-file',
        `the file is cut short: it ends at byte ${skeleton.size}, inside ` +
          `${path === '' ? 'the model' : path}; download or export it again`,
        { cause: error },
      );
    case 'malformed':
      return new NetstatError(
        'malformed-model',
        `the model is malformed: ${error.message} (${place}); download or export it again`,
        { cause: error },
      );
    case 'limit':
      return new NetstatError('limit-exceeded', `the model is beyond what is read: ${error.message} (${place})`, {
        cause: error,
      });
  }
}
