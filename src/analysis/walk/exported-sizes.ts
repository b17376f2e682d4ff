import { toNumber } from '../../dim/index.js';
import { isRanked } from '../../ir/index.js';
import type { Attribute, Value } from '../../ir/index.js';
import type { Analysis, AnalysisOptions, ResizedAxis } from '../analysis.js';
import type { EdgeDraft, LayerDraft } from './draft.js';
import { freeTarget } from './free-target.js';
import { report } from './state.js';
import type { ExportedSizes, Walk } from './state.js';

/** The options with which a model has the sizes of its file again. */
export function asExported(options: AnalysisOptions, resized: readonly ResizedAxis[]): AnalysisOptions {
  const shapes = new Map(options.shapes);
  for (const { input, axis, from } of resized) shapes.set(input, (shapes.get(input) ?? []).with(axis, from));
  return { ...options, shapes };
}

/** The sizes of a model as it was exported, from the analysis of it at these sizes. */
export function exportedSizes({ edges, diagnostics }: Analysis, resized: readonly ResizedAxis[]): ExportedSizes {
  const shapes = new Map<string, readonly number[] | undefined>();
  // Bodies may use a name again: it says nothing then.
  for (const { name, type } of edges) shapes.set(name, shapes.has(name) ? undefined : sizesOf(type));
  const troubled = new Set(diagnostics.map(({ origin }) => origin));
  return {
    resized,
    shapeOf: (name) => shapes.get(name),
    isTroubled: (origin) => troubled.has(origin),
  };
}

/** The question that an operator answers: the types of its inputs, and its attributes. */
export interface Question {
  readonly types: readonly (Value | undefined)[];
  readonly attributes: ReadonlyMap<string, Attribute>;
}

/**
 * The question that a node puts. Three kinds of nodes put it as if an axis were free, and say so: a Reshape whose
 * target holds an exported size, a Concat with a constant of the exported batch, and element-wise work with a constant
 * of an exported size.
 */
export function freeQuestion(walk: Walk, layer: LayerDraft, question: Question, output: string): Question {
  const { exported } = walk;
  if (exported === undefined) return question;
  if (isOnnx(layer, 'Reshape')) return freeReshape(walk, exported, layer, question, output);
  if (isOnnx(layer, 'Concat')) return freeConcat(walk, exported, layer, question);
  return layer.category === 'elementwise' ? freeBroadcast(walk, exported, layer, question) : question;
}

/** Constants beside a value of the new size are tables of positions, masks of windows, grids. */
function freeBroadcast(walk: Walk, exported: ExportedSizes, layer: LayerDraft, question: Question): Question {
  const grown = layer.inputs.find((edge) => edge !== undefined && changedAxes(exported, edge).length > 0);
  if (grown === undefined) return question;
  const types = question.types.map((type, position) => {
    const edge = layer.inputs[position];
    const sizes = sizesOf(type);
    if (edge?.provenance !== 'constant' || sizes === undefined || type?.kind !== 'tensor') return type;
    const kept = keptAxes(exported, grown, sizes).filter(({ from }) => from !== 1);
    if (kept.length === 0) return type;
    sayKept(walk, layer, edge, sizes, kept);
    const shape = kept.reduce<readonly number[]>((all, { axis, to }) => all.with(axis, to), sizes);
    return { ...type, shape, elements: undefined, placed: undefined };
  });
  return { ...question, types };
}

function freeConcat(walk: Walk, exported: ExportedSizes, layer: LayerDraft, question: Question): Question {
  const axis = question.attributes.get('axis');
  const batch = batchOf(exported);
  if (batch === undefined || axis?.kind !== 'int' || Number(axis.value) === 0) return question;
  const first = layer.inputs.map((edge) => sizesOf(edge?.type)?.[0]);
  if (!first.includes(batch.to)) return question;
  const types = question.types.map((type, position) => {
    const edge = layer.inputs[position];
    const isKept = edge?.provenance === 'constant' && first[position] === batch.from && type?.kind === 'tensor';
    if (!isKept || type.shape === undefined || type.shape.length + Number(axis.value) === 0) return type;
    sayKept(walk, layer, edge, sizesOf(type) ?? [], [batch]);
    return { ...type, shape: type.shape.with(0, batch.to), elements: undefined, placed: undefined };
  });
  return { ...question, types };
}

/** Says which axes of a constant have the size of the export, and what they are counted as. */
function sayKept(
  walk: Walk,
  layer: LayerDraft,
  { name }: EdgeDraft,
  sizes: readonly number[],
  kept: readonly { readonly axis: number; readonly from: number; readonly to: number }[],
): void {
  const counted = kept.map(({ axis, from, to }) => `axis ${axis} is ${from} and counted as ${to}`);
  sayBaked(
    walk,
    layer,
    `${name} ${sizesText(sizes)} has the size that the model was exported for: ${counted.join(', ')}`,
  );
}

function freeReshape(
  walk: Walk,
  exported: ExportedSizes,
  layer: LayerDraft,
  question: Question,
  output: string,
): Question {
  const [data, shape] = layer.inputs;
  if (data === undefined) return question;
  const attribute = question.attributes.get('shape');
  const target = attribute?.kind === 'ints' ? attribute.value.map(Number) : elementsOf(shape);
  const [before, after, now] = [exported.shapeOf(data.name), exported.shapeOf(output), sizesOf(data.type)];
  if (target === undefined || before === undefined || after === undefined || now === undefined) return question;
  const freed = freeTarget({ input: before, output: after }, now, target, batchOf(exported));
  if (freed === undefined || freed.size === 0) return question;
  const counted = [...freed].map(([axis, size]) => `axis ${axis} is ${target[axis]} and counted as ${size}`);
  sayBaked(
    walk,
    layer,
    `keeps ${sizesText(target)} of the size that the model was exported for: ${counted.join(', ')}`,
  );
  const sizes = target.map((size, axis) => freed.get(axis) ?? size);
  if (attribute?.kind === 'ints') {
    const ints = { ...attribute, value: sizes };
    return { ...question, attributes: new Map([...question.attributes, ['shape', ints]]) };
  }
  const freedType: Value | undefined =
    shape?.type.kind === 'tensor' ? { ...shape.type, elements: sizes, placed: undefined } : shape?.type;
  return { ...question, types: question.types.with(1, freedType) };
}

/**
 * A node's trouble at a size that the model was not exported for, with the input or target that keeps the old size;
 * undefined for others.
 */
export function bakedTrouble(
  { exported }: Walk,
  { node, inputs, ...layer }: LayerDraft,
  message: string,
): string | undefined {
  if (exported === undefined || exported.isTroubled(node.origin)) return undefined;
  const grown = inputs.filter((edge) => edge !== undefined).find((edge) => changedAxes(exported, edge).length > 0);
  if (grown === undefined) return undefined;
  if (isOnnx({ node }, 'Reshape')) {
    const shape = layer.operator === undefined ? undefined : elementsOf(inputs[1]);
    const kept = shape === undefined ? 'its shape' : sizesText(shape);
    return `keeps ${kept} of the size that the model was exported for; ${message}`;
  }
  const kept = inputs.flatMap((edge) => {
    const sizes = edge === undefined || edge === grown ? undefined : sizesOf(edge.type);
    const axis = sizes === undefined ? undefined : keptAxis(exported, grown, sizes);
    return edge === undefined || sizes === undefined || axis === undefined
      ? []
      : [`${edge.name} ${sizesText(sizes)} keeps axis ${axis} of the size that the model was exported for`];
  });
  return `${kept.length === 0 ? 'takes only the size that the model was exported for' : kept.join(', ')}; ${message}`;
}

/** Reports which axes of a layer's output are cut or resized to a size that was fixed at export. */
export function sayCutAxes(walk: Walk, layer: LayerDraft, values: readonly (Value | undefined)[]): void {
  const { exported } = walk;
  const [data] = layer.inputs;
  const isSlice = isOnnx(layer, 'Slice');
  if (exported === undefined || data === undefined || !(isSlice || isOnnx(layer, 'Resize'))) return;
  const before = exported.shapeOf(data.name);
  const now = sizesOf(data.type);
  const output = sizesOf(values[0]);
  if (before === undefined || now === undefined || output === undefined) return;
  // A Resize by factors follows its input.
  if (!isSlice && layer.inputs[3] === undefined) return;
  for (const axis of changedAxes(exported, data)) {
    const size = output[axis];
    const isCut = isSlice ? size === before[axis] : size === exported.shapeOf(layer.node.outputs[0] ?? '')?.[axis];
    if (!isCut || (isSlice && Number(now[axis]) < Number(size))) continue;
    const verb = isSlice ? 'ends' : 'resizes';
    sayBaked(
      walk,
      layer,
      `${verb} axis ${axis} at ${size}, for the size that the model was exported for; its input has ${now[axis]} there`,
    );
  }
}

/** Says how to export a model whose nodes keep the size that it was exported for. */
export function sayHowToExport({ exported, draft }: Walk): void {
  if (exported === undefined || !draft.diagnostics.some(({ code }) => code === 'baked-size')) return;
  draft.diagnostics.push({
    code: 'fixed-export',
    severity: 'info',
    message: `the model was exported for one size; ${howToExport(exported)}`,
  });
}

/** The call that exports a model with free axes. */
export function howToExport({ resized }: ExportedSizes): string {
  const inputs = [...new Set(resized.map(({ input }) => input))];
  const entries = inputs.map((name) => {
    const axes = resized.filter(({ input }) => input === name).map(({ axis }) => axis);
    const named = axes.map((axis) => `${axis}: ${JSON.stringify(axis === 0 ? 'batch' : `size_${axis}`)}`);
    return `${JSON.stringify(name)}: {${named.join(', ')}}`;
  });
  return `export it with free axes: torch.onnx.export(…, dynamic_axes={${entries.join(', ')}})`;
}

function batchOf({ resized }: ExportedSizes): ResizedAxis | undefined {
  return resized.find(({ axis }) => axis === 0);
}

function sayBaked(walk: Walk, layer: LayerDraft, message: string): void {
  report(walk, 'baked-size', layer.node, message, layer.index);
}

function isOnnx({ node }: Pick<LayerDraft, 'node'>, type: string): boolean {
  return node.opType === type && node.domain === 'ai.onnx';
}

function changedAxes(exported: ExportedSizes, edge: EdgeDraft): readonly number[] {
  const before = exported.shapeOf(edge.name);
  const now = sizesOf(edge.type);
  if (before === undefined || now?.length !== before.length) return [];
  return now.flatMap((size, axis) => (size === before[axis] ? [] : [axis]));
}

/**
 * The axes of a fixed operand that have the old size of an axis that changed, counted from the end as in broadcasting.
 */
function keptAxes(
  exported: ExportedSizes,
  grown: EdgeDraft,
  sizes: readonly number[],
): readonly { readonly axis: number; readonly from: number; readonly to: number }[] {
  const [before = [], now = []] = [exported.shapeOf(grown.name), sizesOf(grown.type)];
  const shift = sizes.length - before.length;
  return changedAxes(exported, grown).flatMap((changed) => {
    const [axis, from, to] = [changed + shift, before[changed], now[changed]];
    return from === undefined || to === undefined || sizes[axis] !== from ? [] : [{ axis, from, to }];
  });
}

/**
 * The axis of a fixed operand that keeps the old size of an axis that changed: one that broadcasting meets, else any.
 */
function keptAxis(exported: ExportedSizes, grown: EdgeDraft, sizes: readonly number[]): number | undefined {
  const kept = keptAxes(exported, grown, sizes);
  // An axis of length 1 fits any, except beside the axis of a Concat.
  if (kept.length > 0) return (kept.find(({ from }) => from !== 1) ?? kept[0])?.axis;
  const before = exported.shapeOf(grown.name) ?? [];
  const changed = changedAxes(exported, grown);
  const any = sizes.findIndex((size) => changed.some((axis) => before[axis] === size));
  return any < 0 ? undefined : any;
}

function elementsOf(edge: EdgeDraft | undefined): readonly number[] | undefined {
  const elements = edge?.type.kind === 'tensor' ? edge.type.elements : undefined;
  if (elements === undefined) return undefined;
  const known = elements.flatMap((element) => (typeof element === 'number' ? [element] : []));
  return known.length === elements.length ? known : undefined;
}

function sizesOf(type: Value | undefined): readonly number[] | undefined {
  if (type === undefined || !isRanked(type)) return undefined;
  const sizes = type.shape.flatMap((dim) => toNumber(dim) ?? []);
  return sizes.length === type.shape.length ? sizes : undefined;
}

function sizesText(sizes: readonly number[]): string {
  return sizes.join('×');
}
