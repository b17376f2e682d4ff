import type proto from 'onnx-proto';

import type { DeclaredDimension, DeclaredType } from '../../ir/index.js';
import { codeOfDType } from '../../ir/index.js';

/** A type as onnx-proto takes it. */
export function encodableType(type: DeclaredType): proto.onnx.ITypeProto {
  switch (type.kind) {
    case 'tensor': {
      const tensor = {
        elemType: type.dtype === undefined ? 0 : codeOfDType(type.dtype),
        ...(type.shape !== undefined && { shape: { dim: type.shape.map(encodableDimension) } }),
      };
      return type.sparse === true ? { sparseTensorType: tensor } : { tensorType: tensor };
    }
    case 'sequence':
      return { sequenceType: type.element === undefined ? {} : { elemType: encodableType(type.element) } };
    case 'optional':
      return { optionalType: type.element === undefined ? {} : { elemType: encodableType(type.element) } };
    case 'map':
      return {
        mapType: {
          keyType: type.key === undefined ? 0 : codeOfDType(type.key),
          ...(type.element !== undefined && { valueType: encodableType(type.element) }),
        },
      };
    case 'opaque':
      throw new Error('onnx-proto has no opaque types');
  }
}

function encodableDimension(dimension: DeclaredDimension): proto.onnx.TensorShapeProto.IDimension {
  if (dimension === undefined) return {};
  return typeof dimension === 'string' ? { dimParam: dimension } : { dimValue: Number(dimension) };
}
