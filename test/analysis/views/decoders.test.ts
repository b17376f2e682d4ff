import { describe, expect, it } from 'vitest';
import { constant, node, value, weight } from '../../../fixtures/build/model.js';
import type { ModelSpec } from '../../../fixtures/build/model.js';
import { carriedStatesOf, generationOf } from '../../../src/analysis/index.js';
import type { GenerationRun } from '../../../src/analysis/index.js';
import { analyseModel } from '../../testers/analyse-model.js';
import {
  groupedInt8,
  joinedBatch,
  pagedCache,
  scatteredCache,
  sharedBuffer,
  windowedLayers,
} from '../../testers/decoders/caches.js';
import { encoderOnly, mergedDecoder, splitDecoder } from '../../testers/decoders/encoder-decoders.js';
import { sizes } from '../../testers/decoders/parts.js';
import { gatedUnit, hybridDecoder, recurrent, selectiveStateSpace } from '../../testers/decoders/recurrent-states.js';

const { width, heads, groups, head, words } = sizes;
const context = 64;
/** Keys and values of a token in float32, and of grouped heads. */
const token = 4 * 2 * heads * head;
const groupedToken = 4 * 2 * groups * head;
/** The weights of a step: the rows of the words given, the projections, the words out. */
const projections = 4 * 3 * width * width;
const output = 4 * width * words;

function pairs(spec: ModelSpec): readonly string[] {
  return carriedStatesOf(analyseModel(spec)).map(({ input, output: { name } }) => `${input.name} → ${name}`);
}

function runOf(spec: ModelSpec, kind: GenerationRun['kind'], values?: ReadonlyMap<string, readonly boolean[]>) {
  const analysis = analyseModel(spec, values === undefined ? {} : { values });
  const generation = generationOf(analysis, [context]);
  return { ...generation, run: generation?.runs.find((run) => run.kind === kind) };
}

describe('a decoder over an encoder', () => {
  it('decodes over fixed keys and values, as many as its context where their length is open', () => {
    const fixed = runOf(splitDecoder(30), 'decode');
    expect(fixed.perTokenBytes).toBe(token);
    // A Concat reads the past, attention what is then there.
    expect(fixed.run?.stateReadBytes).toBe(token * (context - 1 + context));
    const open = runOf(splitDecoder('E'), 'decode');
    expect(open.assumed).toEqual([{ symbol: 'E', as: 'context' }]);
    expect(open.run?.dims.get('E')).toBe(context);
    const more = 2 * heads * head * (context - 30);
    expect((open.run?.macs ?? 0) - (fixed.run?.macs ?? 0)).toBe(more);
  });

  it('is given all tokens in one branch, and the last in the other', () => {
    const all = ['pk → k2', 'pv → v2', 'ck → ck2', 'cv → cv2'];
    expect(pairs(mergedDecoder())).toEqual(all);
    const first = runOf(mergedDecoder(), 'prefill', new Map([['cached', [false]]]));
    expect(first.runs?.map(({ kind }) => kind)).toEqual(['prefill']);
    expect(first.run?.stateBytes, 'its own and the encoder’s').toBe(token * (context + context));
    const { run, perTokenBytes } = runOf(mergedDecoder(), 'decode', new Map([['cached', [true]]]));
    expect(perTokenBytes).toBe(token);
    expect(run?.dims.get('S')).toBe(1);
    expect(run?.stateReadBytes).toBe(token * (context - 1 + context + context));
    expect(run?.stateWriteBytes, 'a Concat writes all, the encoder’s stay').toBe(token * context);
  });
});

describe('a cache', () => {
  it('may hold the heads of all samples in one axis', () => {
    const { perTokenBytes, run } = runOf(joinedBatch(), 'decode');
    expect(perTokenBytes).toBe(token);
    expect(Object.fromEntries(run?.dims ?? [])).toEqual({ N: 1, S: 1, P: context - 1, N_x_heads: heads });
    expect(run?.weightReadBytes).toBe(4 * width + projections + output);
  });

  it('may be a buffer in which TensorScatter writes what is new', () => {
    const { perTokenBytes, run } = runOf(scatteredCache('room'), 'decode');
    expect(perTokenBytes).toBe(token);
    expect(run).toMatchObject({ stateReadBytes: token * context, stateWriteBytes: token });
  });

  it('is the buffer that TensorScatter writes into, also where what is new is an input and comes first', () => {
    const made: ModelSpec = {
      opset: 24,
      inputs: [
        value('k', 'float32', ['N', heads, 'S', head]),
        value('pk', 'float32', ['N', heads, 16, head]),
        value('at', 'int64', ['N']),
      ],
      outputs: ['k2'],
      initializers: [],
      nodes: [node('TensorScatter', ['pk', 'k', 'at'], ['k2'], { axis: 2 })],
    };
    expect(pairs(made)).toEqual(['pk → k2']);
  });

  it('may be filled as far as an input tells: all of it is the most that is attended to and read', () => {
    const room = 256;
    const { run } = runOf(scatteredCache(room, 'S', 'told by an input'), 'decode');
    expect(run?.stateReadBytes).toBe(token * room);
    expect([...(run?.atMost ?? [])]).toEqual(['macs', 'readBytes', 'stateReadBytes']);
    expect([...(runOf(scatteredCache(room), 'decode').run?.atMost ?? [])]).toEqual([]);
    const told = new Map([['filled', [context]]]);
    const analysis = analyseModel(scatteredCache(room, 'S', 'told by an input'), {
      values: told,
      dims: new Map([['N', 1]]),
    });
    const known = generationOf(analysis, [context])?.runs.find(({ kind }) => kind === 'decode');
    expect(known?.stateReadBytes).toBe(token * context);
    expect([...(known?.atMost ?? [])]).toEqual([]);
  });

  it('may be of fixed size: then no context is longer', () => {
    const kinds = (spec: ModelSpec) =>
      generationOf(analyseModel(spec), [context])?.runs.map((run) => [run.kind, run.context]);
    expect(kinds(scatteredCache(16))).toEqual([
      ['prefill', 16],
      ['decode', 16],
    ]);
    expect(kinds(scatteredCache(16, 1)), 'one token at a time').toEqual([['decode', 16]]);
    expect(runOf(scatteredCache(256), 'prefill').run?.context).toBe(context);
  });

  it('may be of 8 bits, its length told by an input', () => {
    const { perTokenBytes, run } = runOf(groupedInt8(), 'decode');
    expect(perTokenBytes).toBe(groupedToken / 4);
    expect(run?.stateReadBytes).toBe((groupedToken / 4) * (context - 1));
  });

  it('may be one buffer for past and present, of which an input tells how much is filled', () => {
    const { perTokenBytes, run } = runOf(sharedBuffer(), 'decode');
    expect(perTokenBytes).toBe(token);
    expect(run).toMatchObject({ stateReadBytes: token * (context - 1), stateWriteBytes: token });
    expect(run?.weightReadBytes).toBe(4 * width + projections + output);
  });

  it('may lie in pages', () => {
    const { perTokenBytes, perUnit, assumed, run } = runOf(pagedCache('page'), 'decode');
    expect(perTokenBytes).toBe(groupedToken);
    expect(perUnit).toEqual([{ symbol: 'lengths_key_length', bytes: groupedToken }]);
    expect(assumed).toEqual([{ symbol: 'page', as: 'page' }]);
    expect(run).toMatchObject({ stateReadBytes: groupedToken * context, stateWriteBytes: groupedToken });
    expect(run?.stateBytes).toBe(groupedToken * context);
    expect(run?.weightReadBytes).toBe(4 * width + 4 * width * (width + 2 * groups * head) + output);
    // 64 tokens take one page of 256.
    expect(runOf(pagedCache(256), 'decode').run?.stateBytes).toBe(groupedToken * 256);
    expect(runOf(pagedCache(256), 'decode').perTokenBytes).toBe(groupedToken);
  });
});

describe('a window that a Slice cuts out of a cache', () => {
  const window = 20;

  it('is filled, and grows no more', () => {
    const { perTokenBytes, windows, run } = runOf(windowedLayers([window, window]), 'decode');
    expect([perTokenBytes, windows]).toEqual([0, [{ tokens: window, perTokenBytes: 2 * token }]]);
    expect(Object.fromEntries(run?.dims ?? [])).toEqual({ N: 1, S: 1, P: window });
    expect(run?.stateBytes).toBe(2 * token * window);
    // Each of the four slices reads where it begins and ends, and its axis.
    expect(run?.weightReadBytes).toBe(4 * width + 2 * projections + output + 4 * 3 * 8);
  });

  it('stands beside caches without one, though all have one dimension', () => {
    for (const layers of [
      [window, undefined],
      [undefined, window],
      [undefined, window, window],
    ] as const) {
      const cut = layers.filter((each) => each !== undefined).length;
      const { perTokenBytes, windows, run } = runOf(windowedLayers(layers), 'decode');
      expect([perTokenBytes, windows]).toEqual([token, [{ tokens: window, perTokenBytes: cut * token }]]);
      expect(run?.dims.get('P')).toBe(context - 1);
      expect(run?.stateBytes).toBe(token * (context + cut * window));
    }
  });
});

describe('a model of other layers', () => {
  it('has the states of a state space and a cache that grows', () => {
    expect(pairs(hybridDecoder())).toEqual(['window → window2', 'state → state2', 'pk → k2', 'pv → v2']);
    const { perTokenBytes, run } = runOf(hybridDecoder(), 'decode');
    expect(perTokenBytes).toBe(token);
    expect(run?.stateBytes).toBe(token * context + 4 * 24 * (4 + 6));
    expect(run?.dims.get('P')).toBe(context - 1);
  });

  it('keeps nothing where it only encodes', () => {
    expect(generationOf(analyseModel(encoderOnly()))).toBeUndefined();
  });
});

describe('a state that does not grow', () => {
  it('is found where gates weight it and add to it', () => {
    expect(pairs(gatedUnit())).toEqual(['h → h2']);
    expect(pairs(selectiveStateSpace())).toEqual(['window → window2', 'state → state2']);
    expect(generationOf(analyseModel(selectiveStateSpace()))?.perUnit).toEqual([
      { symbol: 'N', bytes: 4 * 24 * (4 + 6) },
    ]);
  });

  it('has runs over words, and none over samples', () => {
    const { run } = runOf(recurrent('words'), 'decode');
    expect(Object.fromEntries(run?.dims ?? [])).toEqual({ N: 1, T: 1 });
    expect(run?.weightReadBytes).toBe(4 * width + 4 * 64 * (width + 16));
    expect(generationOf(analyseModel(recurrent('samples')))?.runs).toEqual([]);
  });

  it('is none where a residual sum or a mask gives an output like an input', () => {
    const image = value('x', 'float32', ['N', 3, 32, 32]);
    const convolved = (nodes: ModelSpec['nodes'], inputs = [image]): ModelSpec => ({
      opset: 17,
      inputs,
      outputs: ['y', 'aux'],
      initializers: [weight('w', 'float32', [3, 3, 1, 1]), constant('half', 'float32', [], [0.5])],
      nodes: [node('Conv', ['x', 'w'], ['c']), node('Sigmoid', ['c'], ['aux']), ...nodes],
    });
    const step = [image, value('t', 'float32', ['N', 3, 1, 1])];
    const scaled = [node('Mul', ['x', 'half'], ['s']), node('Add', ['s', 'c'], ['y'])];
    expect(pairs(convolved([node('Add', ['x', 'c'], ['y'])], step))).toEqual([]);
    expect(pairs(convolved(scaled, step)), 'a number is no gate').toEqual([]);
    expect(pairs(convolved([node('Mul', ['x', 'aux'], ['y'])], step)), 'a mask').toEqual([]);
    const curve = [node('Mul', ['x', 'aux'], ['s']), node('Add', ['s', 'c'], ['y'])];
    expect(pairs(convolved(curve)), 'the only input').toEqual([]);
  });
});
