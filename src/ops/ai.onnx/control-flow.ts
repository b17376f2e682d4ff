import { maximum, multiply, toNumber } from '../../dim/index.js';
import type { Dim } from '../../dim/index.js';
import type { Tensor, Value } from '../../ir/index.js';
import { graph, int, ints, isDim, required } from '../language/attributes.js';
import type { BodyResult, Repetition } from '../families/control-flow.js';
import { defineOp } from '../language/define.js';
import { NodeError } from '../language/node-error.js';
import { frontAxis } from '../families/shapes.js';

/** Runs one of two bodies, as its condition says. */
export const ifOperator = defineOp({
  type: 'If',
  since: 1,
  category: 'control-flow',
  spec: 'https://onnx.ai/onnx/operators/onnx__If.html',
  inputs: { cond: 'config' },
  outputs: { outputs: () => undefined },
  attributes: { then_branch: required(graph()), else_branch: required(graph()) },
  infer: () => [],
  controlFlow({ cond }) {
    const condition = cond.elements?.[0];
    return {
      kind: 'branches',
      bodies: ['then_branch', 'else_branch'],
      taken: typeof condition === 'boolean' ? (condition ? 0 : 1) : undefined,
    };
  },
  cost: { operations: '0', memory: 'nothing', source: 'its branches cost what they cost' },
});

/**
 * Runs its body up to a number of times while a condition holds; state is carried from pass to pass, further outputs
 * are stacked.
 */
export const loop = defineOp({
  type: 'Loop',
  since: 1,
  category: 'control-flow',
  spec: 'https://onnx.ai/onnx/operators/onnx__Loop.html',
  inputs: { M: 'config?', cond: 'config?', v_initial: 'value*' },
  outputs: { v_final_and_scan_outputs: () => undefined },
  attributes: { body: required(graph()) },
  infer: () => [],
  controlFlow({ M, cond, v_initial }, _, context) {
    const limit = firstDim(M);
    const initial = cond === undefined ? true : cond.elements?.[0];
    const neverRuns = initial === false;
    const states = v_initial.length;
    return {
      kind: 'repetition',
      bodies: [
        {
          attribute: 'body',
          inputs: [undefined, undefined, ...v_initial],
          carried: v_initial.map((_, index) => ({ output: 1 + index, input: 2 + index })),
          limit: neverRuns ? 0 : M === undefined ? undefined : (limit ?? context.fresh('limit')),
          iteration: 0,
          condition: { output: 0, input: 1, initial },
        },
      ],
      outputs: ([result]) => {
        const outputs = result?.outputs.slice(1) ?? [];
        // A body that does not run leaves the state as it was.
        return outputs.map((value, index) =>
          index < states ? (neverRuns ? v_initial[index] : value) : stacked(value, result, 0),
        );
      },
    } satisfies Repetition;
  },
  cost: {
    operations: '0',
    memory: 'nothing',
    source: 'its body costs what it costs, once per pass; carried state stays in place',
  },
});

/** Runs its body over slices of its inputs, stacking what it gives (opset 8: every input has a leading batch axis). */
const scan8 = defineOp({
  type: 'Scan',
  since: 8,
  category: 'control-flow',
  spec: 'https://onnx.ai/onnx/operators/onnx__Scan.html',
  inputs: { sequence_lens: 'index?', initial_state_and_scan_inputs: 'activation*' },
  outputs: { final_state_and_scan_outputs: () => undefined },
  attributes: { body: required(graph()), num_scan_inputs: required(int()), directions: ints() },
  infer: () => [],
  controlFlow({ initial_state_and_scan_inputs: inputs }, { num_scan_inputs }) {
    const states = statesOf(inputs, num_scan_inputs);
    const scanned = inputs[states];
    const batch = scanned?.shape?.[0];
    const steps = scanned?.shape?.[1];
    const once = inputs.map((input, index) => input && withoutAxes(input, index < states ? [0] : [0, 1]));
    return {
      kind: 'repetition',
      bodies: [
        {
          attribute: 'body',
          inputs: once,
          carried: carriedStates(states),
          limit: batch === undefined || steps === undefined ? undefined : multiply(batch, steps),
        },
      ],
      outputs: ([result]) =>
        (result?.outputs ?? []).map((value, index) => {
          const inner = index < states ? value : withAxis(value, steps, 0);
          return withAxis(inner, batch, 0);
        }),
    } satisfies Repetition;
  },
  cost: scanCost(),
});

/** Runs its body over slices of its inputs along any axes, stacking what it gives. */
const scan9 = defineOp({
  type: 'Scan',
  since: 9,
  category: 'control-flow',
  spec: 'https://onnx.ai/onnx/operators/onnx__Scan.html',
  inputs: { initial_state_and_scan_inputs: 'activation*' },
  outputs: { final_state_and_scan_outputs: () => undefined },
  attributes: {
    body: required(graph()),
    num_scan_inputs: required(int()),
    scan_input_axes: ints(),
    scan_output_axes: ints(),
    scan_input_directions: ints(),
    scan_output_directions: ints(),
  },
  infer: () => [],
  controlFlow({ initial_state_and_scan_inputs: inputs }, { num_scan_inputs, scan_input_axes, scan_output_axes }) {
    const states = statesOf(inputs, num_scan_inputs);
    const axisOf = (input: Tensor, index: number): number =>
      frontAxis(scan_input_axes?.[index] ?? 0, input.shape?.length ?? 0);
    const lengths = inputs
      .slice(states)
      .flatMap((input, index) => (input?.shape === undefined ? [] : (input.shape[axisOf(input, index)] ?? [])));
    const length = lengths.find((dim) => toNumber(dim) !== undefined) ?? lengths[0];
    const once = inputs.map((input, index) =>
      input?.shape === undefined || index < states ? input : withoutAxes(input, [axisOf(input, index - states)]),
    );
    return {
      kind: 'repetition',
      bodies: [{ attribute: 'body', inputs: once, carried: carriedStates(states), limit: length }],
      outputs: ([result]) =>
        (result?.outputs ?? []).map((value, index) =>
          index < states ? value : stacked(value, result, scan_output_axes?.[index - states] ?? 0),
        ),
    } satisfies Repetition;
  },
  cost: scanCost(),
});

/** Both versions of Scan. */
export const scan = [scan8, scan9];

/** Applies its body to every item of a sequence. */
export const sequenceMap = defineOp({
  type: 'SequenceMap',
  since: 17,
  category: 'control-flow',
  spec: 'https://onnx.ai/onnx/operators/onnx__SequenceMap.html',
  inputs: { input_sequence: 'value', additional_inputs: 'value*' },
  outputs: { out_sequence: () => undefined },
  attributes: { body: required(graph()) },
  infer: () => [],
  controlFlow({ input_sequence, additional_inputs }) {
    if (input_sequence.kind !== 'sequence') {
      throw new NodeError(`input input_sequence is a ${input_sequence.kind}, should be a sequence`);
    }
    const { length } = input_sequence;
    const items = [input_sequence, ...additional_inputs].map((value) =>
      value?.kind === 'sequence' ? value.element : value,
    );
    return {
      kind: 'repetition',
      bodies: [{ attribute: 'body', inputs: items, carried: [], limit: length }],
      outputs: ([result]) =>
        (result?.outputs ?? []).map((element): Value => ({
          kind: 'sequence',
          element,
          length: result?.times ?? length,
        })),
    } satisfies Repetition;
  },
  cost: { operations: '0', memory: 'nothing', source: 'its body costs what it costs, once per item' },
});

function scanCost() {
  return {
    operations: '0',
    memory: 'stream',
    source: 'each slice is read and each row written once; the body costs what it costs, once per slice',
  } as const;
}

function statesOf(inputs: readonly unknown[], scanned: number): number {
  if (scanned < 1 || scanned > inputs.length) {
    throw new NodeError(`attribute num_scan_inputs is ${scanned}, but there are ${inputs.length} inputs`);
  }
  return inputs.length - scanned;
}

function carriedStates(count: number): { readonly output: number; readonly input: number }[] {
  return Array.from({ length: count }, (_, index) => ({ output: index, input: index }));
}

function withoutAxes({ dtype, shape }: Tensor, axes: readonly number[]): Tensor {
  return { kind: 'tensor', dtype, shape: shape?.filter((_, axis) => !axes.includes(axis)) };
}

function withAxis(value: Value, length: Dim | undefined, axis: number): Value {
  if (value.kind !== 'tensor') return value;
  if (value.shape === undefined || length === undefined) {
    return { kind: 'tensor', dtype: value.dtype, shape: undefined };
  }
  const at = frontAxis(axis, value.shape.length + 1);
  return { kind: 'tensor', dtype: value.dtype, shape: [...value.shape.slice(0, at), length, ...value.shape.slice(at)] };
}

function stacked(value: Value, result: BodyResult | undefined, axis: number): Value {
  return withAxis(value, result?.times, axis);
}

function firstDim(tensor: Tensor | undefined): Dim | undefined {
  const element = tensor?.elements?.[0];
  return isDim(element) ? maximum(element, 0) : undefined;
}
