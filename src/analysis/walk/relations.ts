import { equals, isAtLeast, isKnown, print, soleSymbol, sum, symbolsOf } from '../../dim/index.js';
import { NetstatError } from '../../ir/index.js';
import type { Relation } from '../../ops/index.js';
import type { LayerDraft } from './draft.js';
import { report } from './state.js';
import type { Walk } from './state.js';

/** An operator implies the size of a symbol: the walk begins anew with it. */
export class ImpliedSize extends Error {
  override readonly name = 'ImpliedSize';
  readonly symbol: string;
  readonly size: number | bigint;

  constructor(symbol: string, size: number | bigint) {
    super(`${symbol} is ${size}`);
    this.symbol = symbol;
    this.size = size;
  }
}

/**
 * Takes note of what must hold between sizes.
 * @throws NetstatError when sizes that options give contradict it
 * @throws ImpliedSize when it tells the size of a symbol
 */
export function relate(walk: Walk, layer: LayerDraft, relation: Relation): void {
  const { total, parts, room, broadcasts, outsideBranches, meaning } = relation;
  const whole = sum(parts);
  const name = soleSymbol(total);
  if (isKnown(total) && isKnown(whole)) {
    if (equals(total, whole) || (room !== undefined && isAtLeast(room, total))) return;
    const message = `${meaning}, but ${parts.map(print).join(' + ')} is not ${total}`;
    if (walk.symbols.bindings.size > 0) {
      throw new NetstatError('shape-contradiction', `the sizes given contradict ${layer.label}: ${message}`);
    }
    report(walk, 'malformed-node', layer.node, message, layer.index);
  } else if (name !== undefined && broadcasts === true) {
    if (!walk.symbols.usual.has(name) && !symbolsOf(whole).has(name)) walk.symbols.usual.set(name, whole);
  } else if (name !== undefined) {
    const tells = outsideBranches !== true || layer.region === 0;
    if (tells && isKnown(whole) && room === undefined) throw new ImpliedSize(name, whole);
    walk.symbols.usual.set(name, whole);
  }
}
