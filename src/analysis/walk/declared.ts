import { ceilingOf, complexity, equals, isKnown, print, symbol, symbolsOf } from '../../dim/index.js';
import type { Dim } from '../../dim/index.js';
import type { DeclaredDimension, Tensor, Value } from '../../ir/index.js';
import type { LayerDraft } from './draft.js';
import { valueOfDeclared } from './symbols.js';
import { report } from './state.js';
import type { Frame, Walk } from './state.js';

/** A formula of so many terms reads as nothing and slows all that follows; real ones have a dozen. */
const MAX_COMPLEXITY = 256;

/**
 * The type of one output of a node: as inferred, with what inference left open filled in from the file's own
 * annotation. Reports impossible sizes, formulas that grow too large, and annotations that contradict.
 */
export function checkDeclared(walk: Walk, layer: LayerDraft, frame: Frame, name: string, inferred: Value): Value {
  const value = inferred.kind === 'tensor' ? checkedTensor(walk, layer, name, inferred) : inferred;
  const type = frame.valueInfo.get(name)?.type;
  if (type === undefined) return value;
  if (value.kind !== 'tensor') return value;
  // Annotations were made at the exported size. Of them the type alone still holds.
  if (walk.exported !== undefined) {
    return type.kind === 'tensor' ? { ...value, dtype: value.dtype ?? type.dtype } : value;
  }
  if (type.kind === 'tensor' && value.shape !== undefined) settle(walk, value.shape, type.shape ?? []);
  if (type.kind === 'tensor' && value.dtype !== undefined && value.shape !== undefined) {
    const contradicted =
      type.shape !== undefined &&
      (type.shape.length !== value.shape.length ||
        type.shape.some(
          (dimension, axis) =>
            typeof dimension === 'number' && dimension >= 0 && differs(value.shape?.[axis], dimension),
        ));
    const otherType = type.dtype !== undefined && type.dtype !== value.dtype;
    if (contradicted || otherType) {
      const declared = `${type.dtype ?? '?'}[${(type.shape ?? []).map((dimension) => dimension ?? '?').join(', ')}]`;
      report(
        walk,
        'contradicted-declaration',
        layer.node,
        `output ${name} is declared ${declared}, but is ${value.dtype}[${value.shape.map(print).join(', ')}]`,
        layer.index,
      );
    }
    return value;
  }
  const declared = valueOfDeclared(type, name, walk.symbols);
  if (declared === undefined) return value;
  if (declared.kind !== 'tensor') return value.shape === undefined && value.dtype === undefined ? declared : value;
  return { ...value, dtype: value.dtype ?? declared.dtype, shape: value.shape ?? declared.shape };
}

/** Notes the sizes that the file declares, or a reader's weights tell, where inference has nothing but a symbol. */
export function settle({ symbols }: Walk, shape: readonly Dim[], declared: readonly (DeclaredDimension | Dim)[]): void {
  if (shape.length !== declared.length) return;
  shape.forEach((dim, axis) => {
    const size = declared[axis];
    if (isKnown(dim) || typeof size !== 'number' || size < 0) return;
    const [name, ...others] = symbolsOf(dim);
    if (name === undefined || others.length > 0 || !symbols.isFresh(name) || !equals(dim, symbol(name))) return;
    if (!symbols.settled.has(name)) symbols.settled.set(name, size);
  });
}

function differs(dim: Dim | undefined, declared: number): boolean {
  return dim !== undefined && isKnown(dim) && !equals(dim, declared);
}

function checkedTensor(walk: Walk, layer: LayerDraft, name: string, tensor: Tensor): Tensor {
  const { shape } = tensor;
  if (shape === undefined || shape.every((dim) => typeof dim === 'number' && dim >= 0)) return tensor;
  if (shape.some((dim) => isKnown(dim) && dim < 0)) {
    report(
      walk,
      'malformed-node',
      layer.node,
      `output ${name} has a negative size: [${shape.map(print).join(', ')}]`,
      layer.index,
    );
    return {
      kind: 'tensor',
      dtype: tensor.dtype,
      shape: shape.map((dim, axis) => (isKnown(dim) && dim < 0 ? walk.symbols.fresh(layer.label, String(axis)) : dim)),
    };
  }
  if (shape.every((dim) => complexity(dim) <= MAX_COMPLEXITY)) return tensor;
  report(
    walk,
    'expression-too-large',
    layer.node,
    `a size of output ${name} is a formula of more than ${MAX_COMPLEXITY} terms; a symbol stands for it`,
    layer.index,
  );
  return {
    ...tensor,
    shape: shape.map((dim, axis) =>
      complexity(dim) <= MAX_COMPLEXITY ? dim : standIn(walk, dim, layer.label, `${name}_${axis}`),
    ),
  };
}

/** The symbol for a size whose formula is too long: one for each formula, and at most what that can be. */
function standIn(walk: Walk, dim: Dim, owner: string, what: string): Dim {
  const key = print(dim);
  const known = walk.standIns.get(key);
  if (known !== undefined) return known;
  const ceiling = ceilingOf(dim);
  const atMost = ceiling !== undefined && complexity(ceiling) <= MAX_COMPLEXITY ? ceiling : undefined;
  const symbol = walk.symbols.fresh(owner, what, atMost);
  walk.standIns.set(key, symbol);
  return symbol;
}
