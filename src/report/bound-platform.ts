import type { Roof } from '../devices/index.js';

/** A platform that times are bounded for. */
export interface BoundPlatform extends Roof {
  /** Its name and figures, for people. */
  readonly name: string;
}
