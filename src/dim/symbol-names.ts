import { MAX_NAME } from './limits.js';

/**
 * A symbol's name: as given, or where it is longer than `MAX_NAME` its beginning and a hash of it all, for formulas
 * repeat the names in them.
 */
export function symbolName(name: string): string {
  return name.length <= MAX_NAME ? name : `${name.slice(0, KEPT_OF_NAME)}...${hashOf(name)}`;
}

/** Characters that are kept of a name that is too long. */
const KEPT_OF_NAME = 64;

/** Two FNV-1a hashes of a text, from different starts. */
function hashOf(text: string): string {
  let low = 0x81_1c_9d_c5;
  let high = 0x9e_37_79_b9;
  for (let index = 0; index < text.length; index++) {
    const code = text.charCodeAt(index);
    low = Math.imul(low ^ code, 0x01_00_01_93);
    high = Math.imul(high ^ code, 0x01_00_01_93);
  }
  return [high, low].map((half) => (half >>> 0).toString(16).padStart(8, '0')).join('');
}
