import { equals, fromInteger, isKnown, print, soleSymbol, toNumber } from '../../dim/index.js';
import type { Dim } from '../../dim/index.js';
import { isKeptNameOf } from '../../onnx/index.js';
import { NetstatError, unknownTensor } from '../../ir/index.js';
import type { DeclaredDimension, Element, Graph, Value, ValueInfo } from '../../ir/index.js';
import type { AnalysisOptions, ResizedAxis } from '../analysis.js';
import { bindSizes, parseName, valueOfDeclared } from './symbols.js';
import type { Symbols } from './symbols.js';

/** Which inputs a model takes: declared ones without a stored value, and those that an option overrides. */
export function freeInputs(graph: Graph, options: AnalysisOptions): readonly ValueInfo[] {
  const stored = new Set(graph.initializers.map(({ name }) => name));
  const overridden = (name: string): boolean =>
    options.shapes?.has(name) === true || options.values?.has(name) === true;
  const listed = new Set(graph.inputs.map(({ name }) => name));
  const extra = graph.initializers
    .filter(({ name }) => !listed.has(name) && overridden(name))
    .map(({ name, dtype, dims }): ValueInfo => ({ name, type: { kind: 'tensor', dtype, shape: dims } }));
  return [...graph.inputs.filter(({ name }) => !stored.has(name) || overridden(name)), ...extra];
}

/**
 * The name of the input that the user names: `given` itself where an input has that name; where it ends with `…`, the
 * one name that begins so; and a name that was too long to be kept whole, where `given` is all of it.
 */
export function inputMeant(given: string, inputs: readonly { readonly name: string }[]): string {
  if (inputs.some(({ name }) => name === given)) return given;
  const begins = given.endsWith('…') ? given.slice(0, -1) : undefined;
  const meant = inputs.filter(({ name }) =>
    begins === undefined ? isKeptNameOf(name, given) : begins !== '' && name.startsWith(begins),
  );
  return meant.length === 1 ? (meant[0]?.name ?? given) : given;
}

/** Options with the names of inputs as the model has them. */
export function withInputNames(graph: Graph, options: AnalysisOptions): AnalysisOptions {
  const { shapes, values } = options;
  if (shapes === undefined && values === undefined) return options;
  const inputs = [...graph.inputs, ...graph.initializers];
  const isNamed = (name: string): boolean => inputMeant(name, inputs) === name;
  if (![...(shapes?.keys() ?? []), ...(values?.keys() ?? [])].some((name) => !isNamed(name))) return options;
  const named = <T>(given: ReadonlyMap<string, T>): ReadonlyMap<string, T> =>
    new Map([...given].map(([name, each]) => [inputMeant(name, inputs), each]));
  return {
    ...options,
    ...(shapes === undefined ? {} : { shapes: named(shapes) }),
    ...(values === undefined ? {} : { values: named(values) }),
  };
}

/** The axes of inputs that the file declares with another number than an option sets. */
export function resizedAxes(
  inputs: readonly ValueInfo[],
  shapes: ReadonlyMap<string, readonly number[]>,
): readonly ResizedAxis[] {
  return inputs.flatMap(({ name, type }) => {
    const sizes = shapes.get(name);
    const declared = type?.kind === 'tensor' ? type.shape : undefined;
    if (sizes === undefined || declared?.length !== sizes.length) return [];
    return sizes.flatMap((to, axis) => {
      const dim = dimOf(declared[axis]);
      const from = dim === undefined ? undefined : toNumber(dim);
      return from === undefined || from === to ? [] : [{ input: name, axis, from, to }];
    });
  });
}

/** A declared dimension; undefined when it says nothing. */
function dimOf(dimension: DeclaredDimension): Dim | undefined {
  if (typeof dimension === 'string') return parseName(dimension);
  return typeof dimension === 'number' && dimension >= 0 ? dimension : undefined;
}

/**
 * Binds the symbols of declared shapes to the sizes given for inputs: plain symbols first, then formulas are checked. A
 * size that the file fixes gives way to the one that is given.
 * @throws NetstatError when the rank or a formula contradicts the declaration, or two sizes each other
 */
export function bindShapes(
  inputs: readonly ValueInfo[],
  shapes: ReadonlyMap<string, readonly number[]>,
  symbols: Symbols,
): void {
  const formulas: { readonly input: ValueInfo; readonly axis: number; readonly dim: Dim; readonly size: number }[] = [];
  for (const input of inputs) {
    const sizes = shapes.get(input.name);
    const declared = input.type?.kind === 'tensor' ? input.type.shape : undefined;
    if (sizes === undefined || declared === undefined) continue;
    if (declared.length !== sizes.length) {
      throw contradiction(input, sizes, `it has ${declared.length} dimensions, ${printDeclared(declared)}`);
    }
    declared.forEach((dimension, axis) => {
      const size = sizes[axis] ?? 0;
      const dim = dimOf(dimension);
      if (dim === undefined || isKnown(dim)) return;
      const name = soleSymbol(dim);
      if (name === undefined) {
        formulas.push({ input, axis, dim, size });
        return;
      }
      const bound = symbols.bindings.get(name);
      if (bound !== undefined && !equals(bound, size)) {
        throw contradiction(input, sizes, `${name} is already ${print(bound)}`);
      }
      symbols.bindings.set(name, fromInteger(size));
    });
  }
  for (const { input, axis, dim, size } of formulas) {
    const value = bindSizes(dim, symbols.bindings);
    if (isKnown(value) && !equals(value, size)) {
      throw contradiction(input, shapes.get(input.name) ?? [], `axis ${axis} is ${print(dim)} = ${value}`);
    }
  }
}

function contradiction(input: ValueInfo, sizes: readonly number[], why: string): NetstatError {
  return new NetstatError(
    'shape-contradiction',
    `--shape ${input.name}=${sizes.join('x')} contradicts the model: ${why}`,
  );
}

function printDeclared(shape: readonly DeclaredDimension[]): string {
  return `[${shape.map((dimension) => dimension ?? '?').join(', ')}]`;
}

/** The value of a model's input: as declared, with the sizes and elements that options give. */
export function inputValue(input: ValueInfo, options: AnalysisOptions, symbols: Symbols): Value {
  const declared = valueOfDeclared(input.type, input.name, symbols) ?? unknownTensor;
  if (declared.kind !== 'tensor') return declared;
  const sizes = options.shapes?.get(input.name);
  const elements = options.values?.get(input.name);
  const shape = sizes?.map(fromInteger) ?? declared.shape;
  if (elements === undefined) return { ...declared, shape };
  return {
    ...declared,
    shape: withElements(input, shape, elements.length),
    elements: elements.map((element) => elementOf(element, declared.dtype)),
  };
}

function elementOf(element: number | boolean, dtype: string | undefined): Element {
  return dtype === 'bool' && typeof element === 'number' ? element !== 0 : element;
}

/** A shape with a single open dimension takes the number of elements that are given. */
function withElements(input: ValueInfo, shape: readonly Dim[] | undefined, count: number): readonly Dim[] {
  if (shape === undefined) return [count];
  const open = shape.filter((dim) => !isKnown(dim)).length;
  const known = shape.filter(isKnown).reduce<number>((product, dim) => product * Number(dim), 1);
  const fits = open === 0 ? known === count : open === 1 && known > 0 && count % known === 0;
  if (!fits) {
    throw new NetstatError(
      'shape-contradiction',
      `--value ${input.name} has ${count} elements, but the input's shape is [${shape.map(print).join(', ')}]`,
    );
  }
  return shape.map((dim) => (isKnown(dim) ? dim : count / known));
}
