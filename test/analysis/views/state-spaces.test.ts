import { describe, expect, it } from 'vitest';
import type { ModelSpec } from '../../../fixtures/build/model.js';
import { carriedStatesOf, generationOf } from '../../../src/analysis/index.js';
import { analyseModel } from '../../testers/analyse-model.js';
import { placesFirst } from '../../testers/decoders/caches.js';
import { mergedDecoder } from '../../testers/decoders/encoder-decoders.js';
import { sizes } from '../../testers/decoders/parts.js';
import { selectiveStateSpace } from '../../testers/decoders/recurrent-states.js';
import { decayingSums, scannedStateSpace, space } from '../../testers/decoders/state-spaces.js';

const { width, heads, head, words } = sizes;
const { channels, taps, groups, size, states } = space;
const context = 64;
/** Keys and values of a token. */
const token = 4 * 2 * heads * head;
/** The window and the state of a sample. */
const window = 4 * channels * taps;
const state = 4 * groups * size * states;

function pairs(spec: ModelSpec): readonly string[] {
  return carriedStatesOf(analyseModel(spec)).map(({ input, output: { name } }) => `${input.name} → ${name}`);
}

function runsOf(spec: ModelSpec, values?: ReadonlyMap<string, readonly boolean[]>) {
  const generation = generationOf(analyseModel(spec, values === undefined ? {} : { values }), [context]);
  const run = (kind: 'prefill' | 'decode') => generation?.runs.find((each) => each.kind === kind);
  return { ...generation, prefill: run('prefill'), decode: run('decode') };
}

describe('a state space that a Scan steps through', () => {
  it('keeps as much whatever the context, and reads it in every step', () => {
    const { perUnit, prefill, decode } = runsOf(scannedStateSpace('state space'));
    expect(pairs(scannedStateSpace('state space'))).toEqual(['window → window2', 'state → state2']);
    expect(perUnit).toEqual([{ symbol: 'N', bytes: window + state }]);
    expect([prefill?.stateBytes, decode?.stateBytes]).toEqual([window + state, window + state]);
    const eachToken = width * channels + channels * taps + channels * groups + groups * size * width + width * words;
    expect([prefill?.macs, decode?.macs]).toEqual([context * eachToken, eachToken]);
    // A Scan is given its state; in each step the state is weighted, and the new one read again for what comes out.
    expect(decode?.stateReadBytes).toBe(window + state + 2 * state);
    expect((prefill?.stateReadBytes ?? 0) - (decode?.stateReadBytes ?? 0)).toBe((context - 1) * 2 * state);
  });

  it('stands beside a cache that grows', () => {
    const { perTokenBytes, perUnit, prefill, decode } = runsOf(scannedStateSpace('and attention'));
    expect(perTokenBytes).toBe(token);
    expect(perUnit).toContainEqual({ symbol: 'P', bytes: token });
    expect(Object.fromEntries(decode?.dims ?? [])).toEqual({ N: 1, S: 1, P: context - 1 });
    for (const run of [prefill, decode]) expect(run?.stateBytes).toBe(window + state + token * context);
    expect(decode?.stateReadBytes).toBe(window + 3 * state + token * (context - 1 + context));
  });
});

describe('a model of one word at a time', () => {
  it('decodes, though none of its sizes is open', () => {
    const { perUnit, prefill, decode } = runsOf(decayingSums());
    expect(pairs(decayingSums())).toEqual(['state → state2']);
    expect([perUnit, prefill]).toEqual([[], undefined]);
    expect(decode?.macs).toBe(4 * width * width + width * words);
    expect(decode?.stateBytes).toBe(4 * 3 * width);
    // The row of the word, matrices, two vectors and the decay once more, the words out; three places in the state.
    expect(decode?.weightReadBytes).toBe(4 * (width + 4 * width * width + 3 * width + width * words) + 3 * 8);
    expect(runsOf(selectiveStateSpace()).decode?.dims).toEqual(new Map([['N', 1]]));
  });
});

describe('caches in other orders and branches', () => {
  it('may begin with the places', () => {
    const { perTokenBytes, decode } = runsOf(placesFirst());
    expect(perTokenBytes).toBe(token);
    expect(Object.fromEntries(decode?.dims ?? [])).toEqual({ N: 1, S: 1, P: context - 1 });
    expect(decode?.stateReadBytes).toBe(token * (context - 1 + context));
    expect(decode?.macs).toBe(3 * width * width + width * words + 2 * width * context);
  });

  it('leave out what an encoder gave, where the branch that is given it gives nothing back', () => {
    const merged = mergedDecoder('left out');
    expect(pairs(merged)).toEqual(['pk → k2', 'pv → v2']);
    const first = runsOf(merged, new Map([['cached', [false]]]));
    expect(first.runs?.map(({ kind }) => kind)).toEqual(['prefill']);
    const then = runsOf(merged, new Map([['cached', [true]]]));
    expect(then.perTokenBytes).toBe(token);
    expect(then.decode).toMatchObject({ stateBytes: token * context, stateWriteBytes: token * context });
    expect(then.decode?.stateReadBytes).toBe(token * (context - 1 + context));
    // The keys and values of the encoder are read all the same, as long as the context.
    const given = runsOf(mergedDecoder(), new Map([['cached', [true]]])).decode;
    expect(then.decode?.readBytes).toBe(given?.readBytes);
    expect(given?.stateBytes).toBe(2 * token * context);
  });
});
