/** A function's value at a point, and its slope along each axis. */
export interface Slope {
  readonly value: number;
  readonly gradient: Float64Array;
}

/** Steps that the curvature is estimated from. */
const REMEMBERED = 8;

/**
 * A point where a smooth function is low, from `start` downhill: L-BFGS with halved steps (Nocedal and Wright,
 * "Numerical Optimization", algorithm 7.4). The function may be infinite where it is not defined. The same start gives
 * the same point.
 */
export function minimise(
  slopeAt: (point: Float64Array) => Slope,
  start: Float64Array,
  { steps, tolerance }: { readonly steps: number; readonly tolerance: number },
): Float64Array {
  let point = start;
  let here = slopeAt(point);
  const history: { readonly moved: Float64Array; readonly turned: Float64Array; readonly product: number }[] = [];
  for (let step = 0; step < steps && Number.isFinite(here.value); step += 1) {
    const direction = downhill(here.gradient, history);
    const slope = dot(direction, here.gradient);
    if (slope >= 0) break;
    let length = history.length === 0 ? Math.min(1, 1 / Math.sqrt(dot(here.gradient, here.gradient))) : 1;
    let next = here;
    let place = point;
    let isLower = false;
    for (let attempt = 0; attempt < 20 && !isLower; attempt += 1, length /= 2) {
      const moved = length;
      place = point.map((value, axis) => value + moved * (direction[axis] ?? 0));
      next = slopeAt(place);
      isLower = next.value <= here.value + 1e-4 * moved * slope;
    }
    if (!isLower) break;
    const moved = place.map((value, axis) => value - (point[axis] ?? 0));
    const turned = next.gradient.map((value, axis) => value - (here.gradient[axis] ?? 0));
    const product = dot(moved, turned);
    if (product > 1e-10) history.push({ moved, turned, product });
    if (history.length > REMEMBERED) history.shift();
    const gain = here.value - next.value;
    point = place;
    here = next;
    if (gain < tolerance) break;
  }
  return point;
}

/**
 * The direction of the next step (L-BFGS): against the gradient, corrected by the curvature that the last steps showed.
 */
function downhill(
  gradient: Float64Array,
  history: readonly { readonly moved: Float64Array; readonly turned: Float64Array; readonly product: number }[],
): Float64Array {
  let direction = gradient.map((value) => -value);
  const weights: number[] = [];
  for (const { moved, turned, product } of history.toReversed()) {
    const weight = dot(moved, direction) / product;
    weights.unshift(weight);
    direction = direction.map((value, axis) => value - weight * (turned[axis] ?? 0));
  }
  const last = history.at(-1);
  if (last !== undefined) {
    const scale = last.product / dot(last.turned, last.turned);
    direction = direction.map((value) => value * scale);
  }
  history.forEach(({ moved, turned, product }, index) => {
    const weight = (weights[index] ?? 0) - dot(turned, direction) / product;
    direction = direction.map((value, axis) => value + weight * (moved[axis] ?? 0));
  });
  return direction;
}

function dot(a: Float64Array, b: Float64Array): number {
  let sum = 0;
  for (let axis = 0; axis < a.length; axis += 1) sum += (a[axis] ?? 0) * (b[axis] ?? 0);
  return sum;
}
