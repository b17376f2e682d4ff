import {
  attributeProto,
  elementType,
  functionProto,
  graphProto,
  mapType,
  modelProto,
  nodeProto,
  sparseTensorProto,
  tensorProto,
  tensorShapeProto,
  tensorType,
  typeProto,
  valueInfoProto,
} from './schema.js';

/** A field that holds a message, as a path in the file names it. */
export interface MessageField {
  readonly name: string;
  readonly repeated: boolean;
  readonly message: Message;
}

/**
 * The facts of a message type for a walk: which fields lead to further messages, and which long ones are wanted whole.
 */
export interface Message {
  readonly fields: ReadonlyMap<number, MessageField>;
  readonly lists: ReadonlySet<number>;
}

interface OpenMessage extends Message {
  readonly fields: Map<number, MessageField>;
}

const message = (lists: readonly number[] = []): OpenMessage => ({ fields: new Map(), lists: new Set(lists) });

const model = message();
const graph = message();
const functionDefinition = message();
const node = message();
const attribute = message([
  attributeProto.s,
  attributeProto.floatsPacked,
  attributeProto.intsPacked,
  attributeProto.strings,
]);
const tensor = message();
const sparseTensor = message();
const valueInfo = message();
const type = message();
const tensorTypes = message();
const elementTypes = message();
const mapTypes = message();
const shape = message();
const leaf = message();

function one(parent: OpenMessage, tag: number, name: string, child: Message): void {
  parent.fields.set(tag, { name, repeated: false, message: child });
}

function many(parent: OpenMessage, tag: number, name: string, child: Message): void {
  parent.fields.set(tag, { name, repeated: true, message: child });
}

one(model, modelProto.graph, 'graph', graph);
many(model, modelProto.opsetImport, 'opset_import', leaf);
many(model, modelProto.metadataProps, 'metadata_props', leaf);
many(model, modelProto.functions, 'functions', functionDefinition);
many(graph, graphProto.node, 'node', node);
many(graph, graphProto.initializer, 'initializer', tensor);
many(graph, graphProto.sparseInitializer, 'sparse_initializer', sparseTensor);
many(graph, graphProto.input, 'input', valueInfo);
many(graph, graphProto.output, 'output', valueInfo);
many(graph, graphProto.valueInfo, 'value_info', valueInfo);
many(functionDefinition, functionProto.node, 'node', node);
many(functionDefinition, functionProto.attributeProto, 'attribute_proto', attribute);
many(functionDefinition, functionProto.opsetImport, 'opset_import', leaf);
many(functionDefinition, functionProto.valueInfo, 'value_info', valueInfo);
many(node, nodeProto.attribute, 'attribute', attribute);
many(node, nodeProto.metadataProps, 'metadata_props', leaf);
one(attribute, attributeProto.t, 't', tensor);
one(attribute, attributeProto.g, 'g', graph);
one(attribute, attributeProto.sparseTensor, 'sparse_tensor', sparseTensor);
one(attribute, attributeProto.tp, 'tp', type);
many(attribute, attributeProto.tensors, 'tensors', tensor);
many(attribute, attributeProto.graphs, 'graphs', graph);
many(attribute, attributeProto.sparseTensors, 'sparse_tensors', sparseTensor);
many(attribute, attributeProto.typeProtos, 'type_protos', type);
one(tensor, tensorProto.segment, 'segment', leaf);
many(tensor, tensorProto.externalData, 'external_data', leaf);
one(sparseTensor, sparseTensorProto.values, 'values', tensor);
one(sparseTensor, sparseTensorProto.indices, 'indices', tensor);
one(valueInfo, valueInfoProto.type, 'type', type);
one(type, typeProto.tensorType, 'tensor_type', tensorTypes);
one(type, typeProto.sparseTensorType, 'sparse_tensor_type', tensorTypes);
one(type, typeProto.sequenceType, 'sequence_type', elementTypes);
one(type, typeProto.optionalType, 'optional_type', elementTypes);
one(type, typeProto.mapType, 'map_type', mapTypes);
one(type, typeProto.opaqueType, 'opaque_type', leaf);
one(tensorTypes, tensorType.shape, 'shape', shape);
one(elementTypes, elementType.elemType, 'elem_type', type);
one(mapTypes, mapType.valueType, 'value_type', type);
many(shape, tensorShapeProto.dim, 'dim', leaf);

/** ModelProto, from which every other message is reached. */
export const modelMessage: Message = model;
