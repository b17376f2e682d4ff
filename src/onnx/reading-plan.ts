/**
 * A request costs a round trip and reading through a gap costs its bytes: the share of a round trip up to which bytes
 * are the cheaper ones.
 */
const BIAS = 0.8;

/** The least that is asked for behind a gap: some headers of tensors with a small tensor between. */
const LEAST_WINDOW = 4096;

/** The most that is asked for behind a gap before it is known how far the next one is. */
const MOST_WINDOW = 64 * 1024;

/** The first request of a stretch that is read through; each that follows on it is four times as long. */
const FIRST_STRETCH = 4 * 1024 * 1024;
const STRETCH_GROWTH = 4;
const LONGEST_STRETCH = 1024 * 1024 * 1024;

/**
 * The rate that a connection is taken to have until it has been measured, as bytes that came in a number of
 * milliseconds.
 */
const ASSUMED_RATE = 20_000;
const ASSUMED_BYTES = 128 * 1024;

/**
 * Requests behind gaps after which the file is read through for a moment, where a good connection would gain by it: a
 * connection that stood still while it was measured looks slow for ever otherwise. Each time it takes twice as many.
 */
const FIRST_TRIAL = 32;

/** The weight that the assumed rate has in such a trial, in bytes. */
const TRIAL_BYTES = 32 * 1024;

/** Measured bytes count for less as others come, so that the rate follows the connection. */
const REMEMBERED_BYTES = 16 * 1024 * 1024;

/**
 * How a remote file is read that is wanted in parts, from the front to the back, where the next gap is only known once
 * its header has been read.
 *
 * Two ways take turns. *Through*: one long request, whose bytes in gaps are dropped. *Over*: a short request behind
 * each gap. Which is faster depends on the gaps and on the connection, whose round trip and rate are measured as it
 * goes. Each way is kept until what it has lost against the other exceeds about a round trip, which is what a change
 * costs; so no run of gaps takes much longer than the better way would.
 */
export class ReadingPlan {
  #way: 'through' | 'over' = 'through';
  #roundTrip = 0;
  #hasTime = false;
  #bytes = ASSUMED_BYTES;
  #ms = ASSUMED_BYTES / ASSUMED_RATE;
  /** Milliseconds that the present way has lost against the other. */
  #lost = 0;
  #stretch = FIRST_STRETCH;
  #window = LEAST_WINDOW;
  #run = 0;
  /** Requests behind gaps since the last trial, and how many bring on the next. */
  #overs = 0;
  #untilTrial = FIRST_TRIAL;

  /**
   * A request was answered after so many milliseconds. The first also had to connect, for which half of its time is
   * taken.
   */
  answered(ms: number, isFirst: boolean): void {
    if (isFirst) this.#roundTrip = ms / 2;
    else this.#roundTrip = this.#hasTime ? (this.#roundTrip + ms) / 2 : ms;
    this.#hasTime = !isFirst;
  }

  /** So many bytes of a long answer came while waiting so many milliseconds. */
  transferred(bytes: number, ms: number): void {
    if (this.#way === 'over') return;
    if (this.#bytes > REMEMBERED_BYTES) {
      this.#bytes /= 2;
      this.#ms /= 2;
    }
    this.#bytes += bytes;
    this.#ms += ms;
  }

  /** Milliseconds that so many bytes take. */
  timeFor(bytes: number): number {
    return (bytes * this.#ms) / this.#bytes;
  }

  /** Whether to give up an answer that is still coming, in favour of a request behind a gap of so many bytes. */
  skips(gap: number): boolean {
    if (gap <= 0) return false;
    const time = this.timeFor(gap);
    this.#lost = Math.max(0, this.#lost + time - BIAS * this.#roundTrip);
    return this.#lost > this.#roundTrip;
  }

  /** Whether the rest of an answer is worth waiting for, so that its connection can be used again. */
  drains(rest: number): boolean {
    return this.timeFor(rest) < this.#roundTrip;
  }

  /** How much to ask for where `gap` bytes are passed over, `needed` are wanted at once and `left` are there. */
  nextLength(gap: number, needed: number, left: number): number {
    const isFar = this.timeFor(gap) > BIAS * this.#roundTrip;
    if (this.#way === 'through') {
      if (isFar) this.#turn('over');
      else this.#stretch = Math.min(LONGEST_STRETCH, this.#stretch * STRETCH_GROWTH);
    } else {
      this.#lost = Math.max(0, this.#lost + BIAS * this.#roundTrip - this.timeFor(gap));
      if (this.#lost > 1.6 * this.#roundTrip || this.#isTrial(gap)) this.#turn('through');
    }
    if (this.#way === 'through') return Math.min(left, Math.max(needed, this.#stretch));
    if (gap > 0) {
      // How much was read behind the gap before is likely to be read behind this one.
      this.#window = Math.min(MOST_WINDOW, Math.max(LEAST_WINDOW, (this.#window + this.#run) / 2));
      this.#run = 0;
    }
    const length = Math.max(needed, Math.ceil(this.#window));
    this.#run += length;
    // The end of a file is asked for at once when that costs next to nothing.
    return left <= length || this.timeFor(left) < this.#roundTrip / 4 ? left : length;
  }

  /** Whether to measure the rate anew behind this gap; forgets the one that was measured if so. */
  #isTrial(gap: number): boolean {
    this.#overs += gap > 0 ? 1 : 0;
    if (this.#overs < this.#untilTrial || gap / ASSUMED_RATE > BIAS * this.#roundTrip) return false;
    this.#overs = 0;
    this.#untilTrial *= 2;
    this.#bytes = TRIAL_BYTES;
    this.#ms = TRIAL_BYTES / ASSUMED_RATE;
    return true;
  }

  /** The length of the first request, before anything is known. */
  get firstLength(): number {
    return FIRST_STRETCH;
  }

  #turn(way: 'through' | 'over'): void {
    this.#way = way;
    this.#lost = 0;
    this.#run = 0;
    this.#stretch = FIRST_STRETCH;
  }

  /** An answer was given up in favour of a request behind a gap. */
  gaveUp(): void {
    this.#turn('over');
  }
}
