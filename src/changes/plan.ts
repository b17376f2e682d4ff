import { dataInputs, isRunning, widthsOf } from '../analysis/index.js';
import type { Analysis, Edge, GroupedChannels, Layer } from '../analysis/index.js';
import { toNumber } from '../dim/index.js';
import { isRanked } from '../ir/index.js';
import type { Attribute } from '../ir/index.js';
import { listText } from '../text/index.js';
import type { Edits, NewTensor } from './edits.js';
import { placeTensors } from './place-tensors.js';
import type { TensorChange } from './place-tensors.js';
import { resizedInput, scaledBound, withSize } from './stored-axes.js';
import type { ChannelChange, Step } from './stored-axes.js';
import type { Refusal, Wishes } from './wishes.js';

/** The changes to the file, and the channels that values have then. */
export interface Plan {
  readonly edits: Edits;
  readonly sizes: ReadonlyMap<Edge, number>;
}

/** Ends planning. */
class Refused extends Error {}

/** The changes to a model's file for some wishes; whether the whole fits together then is not known yet. */
export function planChange(analysis: Analysis, wishes: Wishes): Plan | Refusal {
  const resizing = widthsOf(analysis).resize(wishes.channels ?? new Map());
  const labelOf = (index: number): string => analysis.layers[index]?.label ?? '';
  switch (resizing.kind) {
    case 'fixed': {
      const { by, channels } = resizing;
      const parts = typeof by === 'number' ? unequalParts(analysis.layers[by]) : undefined;
      return {
        reason:
          parts === undefined
            ? `${typeof by === 'number' ? labelOf(by) : by} fixes ${channels} channels that would change with it`
            : `${labelOf(Number(by))} splits ${channels} channels into ${listText(parts.map(String))}, and how ` +
              'other channels would be split is not known',
      };
    }
    case 'contradiction':
      return {
        reason: `${labelOf(resizing.layer)} joins or divides channels, and the new numbers do not fit together there`,
      };
    case 'possible':
      try {
        return { edits: new Planner(analysis, wishes, resizing.sizes).plan(), sizes: resizing.sizes };
      } catch (error) {
        if (error instanceof Refused) return { reason: error.message };
        throw error;
      }
  }
}

/** The channels of a split's parts, where they differ. */
function unequalParts(layer: Layer | undefined): readonly number[] | undefined {
  const { detail } = layer ?? {};
  if (detail?.kind !== 'movement' || detail.function !== 'split' || detail.axis !== 1) return undefined;
  const parts = (layer?.outputs ?? []).flatMap((edge) =>
    edge === undefined || !isRanked(edge.type) ? [] : (toNumber(edge.type.shape[1] ?? 0) ?? []),
  );
  return new Set(parts).size > 1 ? parts : undefined;
}

class Planner {
  readonly #analysis: Analysis;
  readonly #wishes: Wishes;
  readonly #sizes: ReadonlyMap<Edge, number>;
  readonly #attributes = new Map<string, Map<string, number | readonly number[]>>();
  readonly #inputs = new Map<string, Map<number, string>>();
  readonly #tensors: TensorChange[] = [];

  constructor(analysis: Analysis, wishes: Wishes, sizes: ReadonlyMap<Edge, number>) {
    this.#analysis = analysis;
    this.#wishes = wishes;
    this.#sizes = sizes;
  }

  plan(): Edits {
    for (const layer of this.#analysis.layers) {
      if (isRunning(layer) && this.#isTouched(layer)) this.#change(layer);
    }
    const removed = this.#remove();
    const { graph } = this.#analysis.model;
    const nodes = this.#replace();
    const gone = this.#originsOf(this.#wishes.gone ?? []);
    const left = new Set([...removed, ...gone]);
    const placed = placeTensors(graph, this.#tensors, new Set([...left, ...nodes.keys()]));
    for (const { origin, position, name } of placed.renamed) this.#read(origin, position, name);
    return {
      added: new Map([...placed.added, ...(this.#wishes.tensors ?? [])]),
      dropped: placed.dropped,
      inputs: this.#inputs,
      attributes: this.#attributes,
      removed: left,
      nodes,
    };
  }

  /** The nodes that stand in place of others, by the origin of these. */
  #replace(): Edits['nodes'] {
    const nodes = [...(this.#wishes.nodes ?? [])];
    const origins = this.#originsOf(nodes.map(([index]) => index));
    return new Map(origins.map((origin, at) => [origin, nodes[at]?.[1] ?? []]));
  }

  #originsOf(indices: readonly number[]): readonly string[] {
    return indices.flatMap((index) => {
      const layer = this.#analysis.layers[index];
      if (layer === undefined) return [];
      this.#checkPlace(layer);
      return [layer.node.origin];
    });
  }

  /** Leaves layers out; gives their nodes' origins. */
  #remove(): ReadonlySet<string> {
    const removed = (this.#wishes.removed ?? []).flatMap((index) => this.#analysis.layers[index] ?? []);
    const replaced = new Map<Edge, string>();
    for (const layer of removed) {
      const [input] = dataInputs(layer);
      const [output] = layer.outputs;
      if (input === undefined || output === undefined) throw new Refused(`${layer.label} has no input to stand for it`);
      if (output.isOutput) throw new Refused(`${layer.label} gives an output of the model`);
      this.#checkPlace(layer);
      replaced.set(output, replaced.get(input) ?? input.name);
      for (const index of output.consumers) {
        const reader = this.#analysis.layers[index];
        if (reader === undefined) continue;
        this.#checkPlace(reader);
        reader.inputs.forEach((edge, position) => {
          if (edge === output) this.#read(reader.node.origin, position, replaced.get(output) ?? input.name);
        });
      }
    }
    return new Set(removed.map(({ node }) => node.origin));
  }

  #isTouched({ index, inputs, outputs }: Layer): boolean {
    if (this.#wishes.groups?.has(index) === true || this.#wishes.kernels?.has(index) === true) return true;
    const { groupedIn } = widthsOf(this.#analysis);
    return [...inputs, ...outputs].some(
      (edge) => edge !== undefined && (this.#sizes.has(edge) || this.#sizes.has(groupedIn(edge)?.of ?? edge)),
    );
  }

  /** @throws Refused for a layer of a body, which may be there several times, or of a function */
  #checkPlace({ label, region, path }: Layer): void {
    if (region !== 0 || path.length > 0) throw new Refused(`${label} is part of a body or a function`);
  }

  #change(layer: Layer): void {
    this.#checkPlace(layer);
    const [output] = layer.outputs;
    const [input] = dataInputs(layer);
    if (output === undefined || input === undefined || !isRanked(output.type)) return;
    const inputs = this.#step(input);
    const outputs = this.#step(output);
    const kernel = this.#kernel(layer);
    const groups = this.#groups(layer, inputs, outputs);
    const widths = widthsOf(this.#analysis);
    const axis = widths.axisOf(output) - output.type.shape.length;
    const change = { inputs, outputs, groups, kernel, axis };
    this.#changeAttributes(layer, change);
    const grouped = widths.groupedIn(output);
    layer.inputs.forEach((edge, position) => {
      if (edge?.provenance !== 'constant') return;
      const now = this.#tensorOf(layer, position, edge);
      if (now === undefined) return;
      const next =
        grouped === undefined ? resizedInput(layer, position, now, change) : this.#regrouped(layer, grouped, now);
      if (next !== undefined) this.#tensors.push({ layer, position, name: edge.name, tensor: next });
    });
  }

  #step(edge: Edge): Step {
    const axis = widthsOf(this.#analysis).axisOf(edge);
    const from = (isRanked(edge.type) ? toNumber(edge.type.shape[axis] ?? 1) : undefined) ?? 1;
    return { from, to: this.#sizes.get(edge) ?? from };
  }

  /**
   * The tensor of a constant. Where it is computed from others, only lists whose elements are known can be written
   * anew.
   */
  #tensorOf({ detail, label }: Layer, position: number, edge: Edge): NewTensor | undefined {
    const { type } = edge;
    if (type.kind !== 'tensor' || type.dtype === undefined || type.shape === undefined) return undefined;
    const dims = type.shape.flatMap((dim) => toNumber(dim) ?? []);
    const elements = type.elements?.flatMap((each) =>
      typeof each === 'number' || typeof each === 'bigint' ? Number(each) : [],
    );
    const isWeight = position === 1 && (detail?.kind === 'convolution' || detail?.kind === 'matmul');
    if (isWeight && !this.#isStored(edge)) throw new Refused(`the weights of ${label} are computed from others`);
    return { dtype: type.dtype, dims, elements: elements?.length === type.elements?.length ? elements : undefined };
  }

  /** Whether a constant is a stored tensor, or another name of one. */
  #isStored({ stored, producer }: Edge): boolean {
    if (stored !== undefined) return true;
    const layer = producer === undefined ? undefined : this.#analysis.layers[producer];
    const [input] = layer?.inputs ?? [];
    const isIdentity = layer?.detail?.kind === 'movement' && layer.detail.function === 'identity';
    return isIdentity && input !== undefined && this.#isStored(input);
  }

  #kernel({ detail, index, label }: Layer): readonly number[] | undefined {
    const side = this.#wishes.kernels?.get(index);
    if (side === undefined) return undefined;
    if (detail?.kind !== 'convolution') throw new Refused(`${label} is no convolution`);
    return detail.kernel.map(() => side);
  }

  #groups({ detail, index, label }: Layer, inputs: Step, outputs: Step): number {
    if (detail?.kind !== 'convolution') return 1;
    const before = toNumber(detail.groups) ?? 1;
    const isDepthwise = before > 1 && before === inputs.from;
    const groups = this.#wishes.groups?.get(index) ?? (isDepthwise ? inputs.to : before);
    if (inputs.to % groups === 0 && outputs.to % groups === 0) return groups;
    throw new Refused(`${label} has ${groups} groups, into which ${inputs.to} → ${outputs.to} channels do not go`);
  }

  #changeAttributes({ node, detail, label }: Layer, { groups, kernel, inputs, outputs }: ChannelChange): void {
    const set = (name: string, value: number | readonly number[]): void => this.#set(node.origin, name, value);
    if (detail?.kind === 'convolution') {
      if (groups !== (toNumber(detail.groups) ?? 1)) set('group', groups);
      if (kernel === undefined) return;
      if (node.attributes.has('kernel_shape')) set('kernel_shape', kernel);
      const auto = node.attributes.get('auto_pad');
      if (auto?.kind === 'string' && auto.value.startsWith('SAME')) return;
      set('pads', this.#pads(label, node.attributes.get('pads'), kernel, detail));
      return;
    }
    for (const name of ['split', 'starts', 'ends']) {
      const before = node.attributes.get(name);
      if (before?.kind !== 'ints') continue;
      set(
        name,
        before.value.map((bound) => (name === 'split' ? outputs.to : scaledBound(Number(bound), inputs))),
      );
    }
  }

  /** The padding with which a map keeps its size under another kernel. */
  #pads(
    label: string,
    before: Attribute | undefined,
    kernel: readonly number[],
    detail: Extract<NonNullable<Layer['detail']>, { kind: 'convolution' }>,
  ): readonly number[] {
    const pads = before?.kind === 'ints' ? before.value.map(Number) : kernel.flatMap(() => [0, 0]);
    const next = pads.map((pad, place) => {
      const axis = place % kernel.length;
      const more = ((kernel[axis] ?? 1) - (toNumber(detail.kernel[axis] ?? 1) ?? 1)) * (detail.dilations[axis] ?? 1);
      return pad + (place < kernel.length ? Math.floor(more / 2) : Math.ceil(more / 2));
    });
    if (next.some((pad) => pad < 0)) throw new Refused(`${label} has too little padding for so small a kernel`);
    return next;
  }

  /** The list of a reshape that lays channels out in groups. */
  #regrouped(layer: Layer, { of, groups, axis }: GroupedChannels, now: NewTensor): NewTensor | undefined {
    const { from, to } = this.#step(of);
    if (to % groups !== 0) {
      throw new Refused(`${layer.label} has ${groups} groups, into which ${to} channels do not go`);
    }
    if (now.elements === undefined) return undefined;
    return { ...now, elements: withSize(now.elements, axis, { from: from / groups, to: to / groups }) };
  }

  #read(origin: string, position: number, name: string): void {
    const own: Map<number, string> = this.#inputs.get(origin) ?? new Map();
    this.#inputs.set(origin, own.set(position, name));
  }

  #set(origin: string, name: string, value: number | readonly number[]): void {
    const own: Map<string, number | readonly number[]> = this.#attributes.get(origin) ?? new Map();
    this.#attributes.set(origin, own.set(name, value));
  }
}
