/** How many steps of the clock are looked at. */
const STEPS = 20;

/**
 * The step of `performance.now()`, in milliseconds: 0.005 in a page that is isolated from others, 0.1 to 1 in one that
 * is not (High Resolution Time, section 7.3).
 */
export function clockStep(): number {
  let least = Infinity;
  let before = performance.now();
  for (let seen = 0; seen < STEPS;) {
    const now = performance.now();
    if (now === before) continue;
    least = Math.min(least, now - before);
    before = now;
    seen += 1;
  }
  // Differences of floating-point numbers: whole microseconds are meant.
  return Math.max(1, Math.round(least * 1000)) / 1000;
}
