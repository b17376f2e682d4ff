import type { DType } from '../../../../src/ir/index.js';
import type { Random } from '../../random.js';
import type { Generator } from '../elementwise.js';
import { contrib, filled, scale, sometimes } from './drawing.js';

interface Sequence {
  readonly batch: number;
  readonly tokens: number;
  readonly heads: number;
  readonly width: number;
  /** Tokens in the cache. */
  readonly past: number;
}
export const sequence = (random: Random): Sequence => ({
  batch: random.integer(1, 2),
  tokens: random.integer(1, 5),
  heads: random.integer(1, 3),
  width: random.pick([4, 8]),
  past: random.integer(1, 4),
});

export const attention: readonly Generator[] = [
  contrib('Attention', (sketch, add) => {
    const { random } = sketch;
    const { batch, tokens, heads, width, past } = sequence(random);
    const hidden = heads * width;
    const valueWidth = random.chance(0.3) ? heads * 2 : hidden;
    const input = random.pick([6, hidden]);
    const cached = valueWidth === hidden && random.chance(0.5);
    add(
      [
        sketch.input('float32', [batch, tokens, input]),
        sketch.input('float32', [input, 2 * hidden + valueWidth]),
        sketch.input('float32', [2 * hidden + valueWidth]),
        undefined,
        cached ? sketch.input('float32', [2, batch, heads, past, width]) : undefined,
      ],
      cached ? 2 : 1,
      {
        num_heads: heads,
        ...(valueWidth === hidden ? {} : { qkv_hidden_sizes: [hidden, hidden, valueWidth] }),
        ...(cached || random.chance(0.5) ? { unidirectional: 1 } : {}),
      },
    );
  }),
  contrib('MultiHeadAttention', (sketch, add) => {
    const { random } = sketch;
    const { batch, tokens, heads, width, past } = sequence(random);
    const hidden = heads * width;
    const query = sketch.input('float32', [batch, tokens, hidden]);
    const kind = random.pick(['self', 'cross', 'cross by heads', 'cached']);
    const valueWidth = kind !== 'cached' && random.chance(0.3) ? 2 * heads : hidden;
    if (kind === 'cross by heads') {
      return add(
        [
          query,
          sketch.input('float32', [batch, heads, past, width]),
          sketch.input('float32', [batch, heads, past, width]),
        ],
        1,
        { num_heads: heads },
      );
    }
    const keys = kind === 'cross' ? past : tokens;
    const bias = sometimes(random, () => sketch.input('float32', [2 * hidden + valueWidth]));
    const cache =
      kind === 'cached'
        ? [sketch.input('float32', [batch, heads, past, width]), sketch.input('float32', [batch, heads, past, width])]
        : [];
    add(
      [
        query,
        sketch.input('float32', [batch, keys, hidden]),
        sketch.input('float32', [batch, keys, valueWidth]),
        bias,
        undefined,
        undefined,
        ...cache,
      ],
      kind === 'cross' ? 1 : 3,
      { num_heads: heads },
    );
  }),
  contrib('GroupQueryAttention', (sketch, add) => {
    const { random } = sketch;
    const { batch, tokens, past } = sequence(random);
    const [shared, groups, width] = [random.integer(1, 2), random.integer(1, 2), 8];
    const hidden = shared * groups * width;
    const decoding = random.chance(0.5);
    const added = decoding ? 1 : tokens;
    const packed = random.chance(0.4);
    const total = decoding ? past + 1 : tokens;
    const cache =
      decoding || random.chance(0.5)
        ? [sketch.input('float32', [batch, shared, past, width]), sketch.input('float32', [batch, shared, past, width])]
        : [undefined, undefined];
    add(
      [
        ...(packed
          ? [sketch.input('float32', [batch, added, hidden + 2 * shared * width]), undefined, undefined]
          : [hidden, shared * width, shared * width].map((size) => sketch.input('float32', [batch, added, size]))),
        ...cache,
        filled(sketch, 'int32', [batch], total - 1),
        sketch.stored('int32', [], [total]),
      ],
      3,
      { num_heads: shared * groups, kv_num_heads: shared },
    );
  }),
  contrib('RotaryEmbedding', (sketch, add) => {
    const { random } = sketch;
    const { batch, tokens, heads } = sequence(random);
    const shape = random.chance(0.5) ? [batch, tokens, heads * 8] : [batch, heads, tokens, 8];
    add([
      sketch.input('float32', shape),
      sketch.stored('int64', [1], [0]),
      sketch.input('float32', [10, 4]),
      sketch.input('float32', [10, 4]),
    ]);
  }),
  contrib('QAttention', (sketch, add) => {
    const { random } = sketch;
    const { batch, tokens, heads, width, past } = sequence(random);
    const hidden = heads * width;
    const weights = random.pick<DType>(['uint8', 'int8']);
    const cache = sometimes(random, () => sketch.input('float32', [2, batch, heads, past, width]));
    add(
      [
        sketch.input('uint8', [batch, tokens, hidden]),
        sketch.input(weights, [hidden, 3 * hidden]),
        sketch.input('float32', [3 * hidden]),
        scale(sketch),
        scale(sketch),
        undefined,
        sketch.stored('uint8', [], [1]),
        sketch.stored(weights, [], [1]),
        cache,
      ],
      cache ? 2 : 1,
      { num_heads: heads, unidirectional: 1 },
    );
  }),
];
