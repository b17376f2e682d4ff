import { describe, expect, it } from 'vitest';
import { node, value, weight } from '../../../fixtures/build/model.js';
import type { ModelSpec } from '../../../fixtures/build/model.js';
import { carriedStatesOf, generationOf, storedWeightsOf } from '../../../src/analysis/index.js';
import type { GenerationRun } from '../../../src/analysis/index.js';
import { analyseModel } from '../../testers/analyse-model.js';
import { contribDecoder, joinedBatch, windowedLayers } from '../../testers/decoders/caches.js';
import { mixture, pickedExperts } from '../../testers/decoders/experts.js';
import { fixedBuffer } from '../../testers/decoders/fixed-buffers.js';
import { ids, sizes } from '../../testers/decoders/parts.js';
import { relativeBias, slicedPositions } from '../../testers/decoders/positions.js';
import { exponentialGates } from '../../testers/decoders/recurrent-states.js';

const { width, heads, groups, head, words } = sizes;
const context = 64;
/** Keys and values of a token in float32. */
const token = 4 * 2 * heads * head;
/** The weights of a step: the row of the word given, the projections, the words out. */
const step = 4 * (width + 3 * width * width + width * words);

function uses(spec: ModelSpec, kind: GenerationRun['kind'] = 'decode', contexts: readonly number[] = [context]) {
  const generation = generationOf(analyseModel(spec), contexts);
  return { ...generation, run: generation?.runs.find((run) => run.kind === kind) };
}

const rows = 512;
/** Attention that turns queries and keys by tables, over caches of a window that is longer than these. */
function turned(window: number): ModelSpec {
  const cache = ['N', groups, 'P', head];
  const made = contribDecoder(
    [
      ids(),
      value('lengths', 'int32', ['N']),
      value('mask', 'int64', ['N', 'T']),
      value('pk', 'float32', cache),
      value('pv', 'float32', cache),
    ],
    node('GroupQueryAttention', ['q', 'k', 'v', 'pk', 'pv', 'lengths', 'total', 'cos', 'sin'], ['h', 'k2', 'v2'], {
      num_heads: heads,
      kv_num_heads: groups,
      do_rotary: 1,
      local_window_size: window,
      sliding_window_cache: 1,
    }),
    groups * head,
    ['cos', 'sin'].map((name) => weight(name, 'float32', [rows, head / 2])),
  );
  const told = [node('Shape', ['mask'], ['long'], { start: 1, end: 2 }), node('Cast', ['long'], ['total'], { to: 6 })];
  return { ...made, nodes: [...told, ...made.nodes] };
}

describe('a cache of all samples’ heads', () => {
  it('may be named as a product, whose other factor a Concat tells', () => {
    const { perTokenBytes, run } = uses(joinedBatch('N * num_heads'));
    expect(perTokenBytes).toBe(token);
    expect(run).toMatchObject({ stateBytes: token * context, weightReadBytes: step });
    const two = generationOf(analyseModel(joinedBatch('N * num_heads'), { dims: new Map([['N', 2]]) }), [context]);
    expect(two?.perTokenBytes).toBe(2 * token);
  });
});

describe('positions', () => {
  it('that a Slice takes out of a table end where the table does', () => {
    for (const length of ['S', 1]) {
      const { runs, room } = uses(slicedPositions(48, length), 'decode', [16, 128]);
      expect(room).toBe(48);
      expect(new Set(runs?.map((run) => run.context))).toEqual(new Set([16]));
      const longest = uses(slicedPositions(48, length), 'decode', [64, 128]);
      expect(longest.run).toMatchObject({ context: 48, stateBytes: token * 48 });
    }
    expect(uses(slicedPositions(256)).room, 'all lengths fit').toBeUndefined();
  });

  it('that a table tells by distance are read of the table at most once', () => {
    const buckets = 8;
    const { perTokenBytes, run } = uses(relativeBias(buckets));
    // Two each of a Range, a Clip and a Slice.
    const settings = 6 * 8;
    const second = 4 * width * width;
    expect(run?.weightReadBytes).toBe(step + second + 4 * buckets * heads + settings);
    const bound = generationOf(analyseModel(relativeBias(buckets), { dims: run?.dims ?? new Map() }), [context]);
    expect(bound?.runs[0]?.weightReadBytes, 'with the sizes of the run given').toBeLessThanOrEqual(
      run?.weightReadBytes ?? 0,
    );
    // A Slice from the end by no rows at all would be a Slice of everything: states grow evenly all the same.
    expect(perTokenBytes).toBe(token + 4 * width);
  });
});

describe('tables of angles by position', () => {
  const each = 4 * 2 * groups * head;

  it('hold no longer context, so that a longer window is never full', () => {
    const { perTokenBytes, windows, room, runs } = uses(turned(4 * rows), 'decode', [context, 4 * rows]);
    expect([perTokenBytes, windows, room]).toEqual([each, [], rows]);
    expect(new Set(runs?.map((run) => run.context))).toEqual(new Set([context]));
  });

  it('leave a shorter window as it is', () => {
    const { perTokenBytes, windows, room } = uses(turned(32));
    expect([perTokenBytes, windows, room]).toEqual([0, [{ tokens: 32, perTokenBytes: each }], undefined]);
  });
});

describe('sizes that are given', () => {
  /** A layer of attention over a cache that a Concat extends: runs by kind, tokens and open sizes; bytes a token. */
  const given = (dims: Readonly<Record<string, number>>) => {
    const analysis = analyseModel(windowedLayers([undefined]), { dims: new Map(Object.entries(dims)) });
    const { runs = [], perTokenBytes } = generationOf(analysis, [context]) ?? {};
    const states = runs.map((run) => [run.kind, run.context, run.stateBytes, Object.fromEntries(run.dims)] as const);
    return { states, perTokenBytes };
  };

  it('leave one run where they fix the past', () => {
    const one = given({ P: 99 });
    expect(one.states).toEqual([['decode', 100, 100 * token, { N: 1, S: 1 }]]);
    expect(one.perTokenBytes).toBe(token);
    const all = given({ N: 2, P: 99, S: 4 });
    expect(all.states).toEqual([['decode', 103, 2 * 103 * token, {}]]);
    expect(all.perTokenBytes).toBe(2 * token);
  });

  it('leave prefill where there is no past', () => {
    expect(given({ P: 0 }).states).toEqual([['prefill', context, context * token, { N: 1, S: context }]]);
    expect(given({ P: 0, S: 7 }).states).toEqual([['prefill', 7, 7 * token, { N: 1 }]]);
  });

  it('leave decoding where they fix the tokens of a run, over as many fewer before', () => {
    const { states, perTokenBytes } = given({ S: 4 });
    expect(states).toEqual([['decode', context, context * token, { N: 1, P: context - 4 }]]);
    expect(perTokenBytes).toBe(token);
    expect(given({ S: 4, N: 1 }).states[0]?.[3]).toEqual({ P: context - 4 });
  });

  it('of queries say that an open length is that of all keys', () => {
    const analysis = analyseModel(turned(4 * rows), { dims: new Map([['S', 4]]) });
    const runs = generationOf(analysis, [context])?.runs ?? [];
    expect(runs.map((run) => [run.kind, Object.fromEntries(run.dims)])).toEqual([
      ['decode', { N: 1, P: context - 4, T: context }],
    ]);
  });
});

describe('a buffer of fixed size', () => {
  it('has room for as many tokens as a scatter can write', () => {
    for (const writing of ['ScatterElements', 'ScatterND'] as const) {
      const { perTokenBytes, room, runs, run } = uses(fixedBuffer(writing, 96), 'decode', [context, 1024]);
      expect([perTokenBytes, room]).toEqual([token, 96]);
      expect(runs?.map((each) => [each.kind, each.context])).toEqual([
        ['prefill', context],
        ['decode', context],
      ]);
      expect(run).toMatchObject({ stateBytes: token * 96, stateWriteBytes: token * 96 });
      expect(Object.fromEntries(run?.dims ?? [])).toEqual({ N: 1, S: 1 });
    }
    expect(uses(fixedBuffer('ScatterND', 96), 'decode', [1024]).run?.context).toBe(96);
  });

  it('is filled by a run that has all tokens, or the step that it is made for', () => {
    const kinds = (length: number) => {
      const analysis = analyseModel(fixedBuffer('ScatterND', 96), { dims: new Map([['S', length]]) });
      const { runs, room } = generationOf(analysis, [context]) ?? {};
      return [room, runs?.map((run) => [run.kind, run.context])];
    };
    expect(kinds(context)).toEqual([96, [['prefill', context]]]);
    expect(kinds(4)).toEqual([96, [['decode', context]]]);
  });

  it('may be read as far as a mask is long', () => {
    const { run } = uses(fixedBuffer('ScatterElements', 96, 'sliced'));
    expect(Object.fromEntries(run?.dims ?? [])).toEqual({ N: 1, S: 1, P: context - 1 });
    // The scatter copies the whole buffer; a Slice reads the places in use.
    expect(run?.stateReadBytes).toBe(token * (96 + context));
  });
});

describe('gates of an exponential', () => {
  it('keep the greatest gate so far, and a hidden value that stands among states', () => {
    const pairs = carriedStatesOf(analyseModel(exponentialGates(2))).map(({ input, output }) => [
      input.name,
      output.name,
    ]);
    const names = [0, 1].flatMap((layer) => ['h', 'c', 'n', 'm'].map((state) => `${state}${layer}`));
    expect(pairs).toEqual(names.map((name) => [name, `${name}_next`]));
    const { perTokenBytes, run } = uses(exponentialGates(2));
    expect([perTokenBytes, run?.stateBytes]).toEqual([0, 4 * 8 * width]);
  });

  it('keep no hidden value of which a graph has one only, at the end of the states', () => {
    const pairs = carriedStatesOf(analyseModel(exponentialGates(1))).map(({ input }) => input.name);
    expect(pairs).toEqual(['c0', 'n0', 'm0']);
  });
});

describe('experts whose weights are picked for each token', () => {
  it('are active as far as they are chosen, and read at most once', () => {
    const analysis = analyseModel(pickedExperts());
    const expert = 2 * width * mixture.inner;
    const besides = words * width + width * mixture.experts + width * words;
    const { activeParams } = storedWeightsOf(analysis);
    expect(activeParams).toBe(besides + mixture.chosen * expert);
    expect(analysis.totals.parameterElements).toBe(besides + mixture.experts * expert);
  });
});
