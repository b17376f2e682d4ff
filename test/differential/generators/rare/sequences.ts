import { graph, node, value } from '../../../../fixtures/build/model.js';
import type { Drawn } from '../../sketch.js';
import type { Generator } from '../elementwise.js';
import { chosen, made, of } from './drawing.js';

/** Operators of sequences: moves, attention and loops. */
export const sequences: readonly Generator[] = [
  of('ReverseSequence', 11, (sketch) => {
    const { random } = sketch;
    const shape = [random.integer(1, 4), random.integer(1, 4), ...random.shape(0, 2)];
    const batchFirst = random.chance(0.5);
    const [time = 1, batch = 1] = batchFirst ? [shape[1], shape[0]] : shape;
    const lengths = sketch.stored(
      'int64',
      [batch],
      random.list(batch, () => random.integer(1, time)),
    );
    sketch.node('ReverseSequence', [sketch.input('float32', shape), lengths], 1, {
      batch_axis: batchFirst ? 0 : 1,
      time_axis: batchFirst ? 1 : 0,
    });
  }),
  of('ScatterElements', 11, (sketch) => {
    const { random } = sketch;
    const shape = random.list(random.integer(1, 3), () => random.integer(1, 4));
    const part = shape.map((dim) => random.integer(1, dim));
    const count = part.reduce((all, dim) => all * dim, 1);
    const places = sketch.stored('int64', part, new Array<number>(count).fill(0));
    const attributes = { axis: random.integer(-shape.length, shape.length - 1) };
    sketch.node(
      'ScatterElements',
      [sketch.input('float32', shape), places, sketch.input('float32', part)],
      1,
      attributes,
    );
  }),
  of('TensorScatter', 24, (sketch) => {
    const { random } = sketch;
    const [batch, heads, most, size] = [
      random.integer(1, 3),
      random.integer(1, 2),
      random.integer(3, 6),
      random.integer(1, 4),
    ];
    const added = random.integer(1, 2);
    const cache = sketch.input('float32', [batch, heads, most, size]);
    const update = sketch.input('float32', [batch, heads, added, size]);
    const at = random.chance(0.5) ? [sketch.stored('int64', [batch], new Array<number>(batch).fill(1))] : [];
    sketch.node('TensorScatter', [cache, update, ...at], 1, chosen(sketch, { mode: 'circular', axis: -2 }));
  }),
  of('SplitToSequence', 11, (sketch) => {
    const { random } = sketch;
    const shape = random.list(random.integer(1, 3), () => random.integer(1, 6));
    const axis = random.integer(0, shape.length - 1);
    const length = shape[axis] ?? 1;
    const x = sketch.input('float32', shape);
    const each = random.integer(1, length);
    const kind = random.integer(0, 2);
    const lengths = kind === 1 ? [each] : [length - each, each];
    const split = kind === 0 ? undefined : sketch.stored('int64', kind === 1 ? [] : [2], lengths);
    const keepdims = split === undefined ? random.integer(0, 1) : 1;
    const inside = sketch.hidden('SplitToSequence', [x, split], { axis, keepdims });
    const last = sketch.stored('int64', [], [-1]);
    sketch.node('SequenceAt', [inside, last], 1);
    sketch.node('SequenceLength', [inside], 1);
    if (split === undefined || (length % each === 0 && split.shape.length === 0)) {
      sketch.node('ConcatFromSequence', [inside], 1, { axis: keepdims === 0 ? 0 : axis, new_axis: 1 });
    }
    if (keepdims === 1) sketch.node('ConcatFromSequence', [inside], 1, { axis });
    const erased = sketch.hidden('SequenceErase', [inside, last]);
    sketch.node('SequenceLength', [erased], 1);
    const more = sketch.hidden('SequenceInsert', [erased, keepdims === 1 ? x : made(x.name, 'float32', shape)]);
    sketch.node('SequenceLength', [more], 1);
  }),
  of('Attention', 23, (sketch) => {
    const { random } = sketch;
    const [batch, groups, size, valueSize] = [
      random.integer(1, 2),
      random.integer(1, 2),
      random.pick([2, 4]),
      random.pick([2, 4]),
    ];
    const heads = groups * random.integer(1, 2);
    const [queries, keys, past] = [
      random.integer(1, 4),
      random.integer(1, 4),
      random.chance(0.4) ? random.integer(1, 3) : 0,
    ];
    const packed = random.chance(0.5);
    const operand = (count: number, length: number, width: number): Drawn =>
      sketch.input('float32', packed ? [batch, length, count * width] : [batch, count, length, width]);
    const inputs = [operand(heads, queries, size), operand(groups, keys, size), operand(groups, keys, valueSize)];
    const mask = random.chance(0.4)
      ? sketch.input(random.pick(['float32', 'bool']), [queries, past + keys])
      : undefined;
    const cache =
      past === 0 ? [] : [size, valueSize].map((width) => sketch.input('float32', [batch, groups, past, width]));
    const settings = packed ? { q_num_heads: heads, kv_num_heads: groups } : {};
    const outputs = past > 0 ? random.integer(3, 4) : random.pick([1, 1, 4]);
    sketch.node('Attention', [...inputs, mask, ...cache], outputs, {
      ...settings,
      ...chosen(sketch, { is_causal: 1 }),
      ...chosen(sketch, { qk_matmul_output_mode: random.integer(0, 3) }),
    });
  }),
  of('RotaryEmbedding', 23, (sketch) => {
    const { random } = sketch;
    const [batch, heads, length, size] = [
      random.integer(1, 2),
      random.integer(1, 3),
      random.integer(1, 4),
      random.pick([2, 4, 8]),
    ];
    const packed = random.chance(0.5);
    const x = sketch.input('float32', packed ? [batch, length, heads * size] : [batch, heads, length, size]);
    const withPlaces = random.chance(0.5);
    const table = () => sketch.input('float32', withPlaces ? [8, size / 2] : [batch, length, size / 2]);
    const places = withPlaces
      ? [sketch.stored('int64', [batch, length], new Array<number>(batch * length).fill(1))]
      : [];
    sketch.node('RotaryEmbedding', [x, table(), table(), ...places], 1, {
      ...(packed ? { num_heads: heads } : {}),
      ...chosen(sketch, { interleaved: 1 }),
    });
  }),
  of('Loop', 13, (sketch) => {
    const { random } = sketch;
    const trips = random.integer(0, 4);
    const shape = [random.integer(1, 3), random.integer(1, 3)];
    const x = sketch.input('float32', shape);
    const row = sketch.input('float32', [random.integer(1, 2), shape[1] ?? 1]);
    const body = random.pick([
      // Grows by a constant, doubles, keeps its size.
      [node('Concat', ['s', row.name], ['next'], { axis: 0 })],
      [node('Concat', ['s', 's'], ['next'], { axis: 0 })],
      [node('Add', ['s', 's'], ['next'])],
      [node('Concat', ['s', 's', row.name], ['next'], { axis: 0 })],
    ]);
    const limit = sketch.stored('int64', [], [trips]);
    sketch.node('Loop', [limit, undefined, x], 2, {
      body: graph({
        inputs: [value('i', 'int64', []), value('go', 'bool', []), value('s', 'float32', [undefined, shape[1]])],
        outputs: ['on', 'next', 'scanned'],
        nodes: [node('Identity', ['go'], ['on']), ...body, node('Add', [x.name, x.name], ['scanned'])],
      }),
    });
  }),
  of('Scan', 11, (sketch) => {
    const { random } = sketch;
    const [steps, size] = [random.integer(1, 4), random.integer(1, 3)];
    const axis = random.integer(0, 1);
    const shape = axis === 0 ? [steps, size] : [size, steps];
    sketch.node('Scan', [sketch.input('float32', [size]), sketch.input('float32', shape)], 2, {
      num_scan_inputs: 1,
      scan_input_axes: [axis],
      ...chosen(sketch, { scan_output_axes: [random.integer(-2, 1)], scan_input_directions: [1] }),
      body: graph({
        inputs: [value('state', 'float32', [size]), value('slice', 'float32', [size])],
        outputs: ['next', 'out'],
        nodes: [node('Add', ['state', 'slice'], ['next']), node('Mul', ['state', 'slice'], ['out'])],
      }),
    });
  }),
];
