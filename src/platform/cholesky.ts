/** A square matrix of `size` rows, row by row. */
export interface SquareMatrix {
  readonly size: number;
  readonly elements: Float64Array;
}

/**
 * How many rows are summed side by side: an addition waits for the one before it in its own sum, not for additions to
 * other sums.
 */
const ABREAST = 4;

/**
 * The lower triangle L with A = L·Lᵀ (Golub and Van Loan, "Matrix Computations", 4.2.5, row by row); what stands above
 * A's diagonal is not read. Undefined where A is not positive definite.
 */
export function cholesky({ size, elements }: SquareMatrix): SquareMatrix | undefined {
  const lower = { size, elements: new Float64Array(size * size) };
  const sums = new Float64Array(ABREAST);
  for (let first = 0; first < size; first += ABREAST) {
    const count = Math.min(ABREAST, size - first);
    for (let column = 0; column < first; column += 1) {
      for (let place = 0; place < count; place += 1) sums[place] = elements[(first + place) * size + column] ?? 0;
      takeProducts(sums, lower, lower, { row: column, first, count, from: 0, to: column });
      const diagonal = lower.elements[column * size + column] ?? 1;
      for (let place = 0; place < count; place += 1) {
        lower.elements[(first + place) * size + column] = (sums[place] ?? 0) / diagonal;
      }
    }
    if (!finishRows(lower, elements, first, count)) return undefined;
  }
  return lower;
}

/** Fills in the triangle of some rows that stands right of the columns they have. False where A is not definite. */
function finishRows(
  { size, elements: lower }: SquareMatrix,
  elements: Float64Array,
  first: number,
  count: number,
): boolean {
  for (let row = first; row < first + count; row += 1) {
    const start = row * size;
    for (let column = first; column <= row; column += 1) {
      const other = column * size;
      let sum = elements[start + column] ?? 0;
      for (let k = 0; k < column; k += 1) sum -= (lower[start + k] ?? 0) * (lower[other + k] ?? 0);
      if (column === row && !(sum > 0)) return false;
      lower[start + column] = column < row ? sum / (lower[other + column] ?? 1) : Math.sqrt(sum);
    }
  }
  return true;
}

/** A row, the first of some others and their number, and the columns that count. */
interface Products {
  readonly row: number;
  readonly first: number;
  readonly count: number;
  readonly from: number;
  readonly to: number;
}

/** Takes the products of a row with each of some rows of another matrix off a sum. */
function takeProducts(
  sums: Float64Array,
  { size, elements }: SquareMatrix,
  { elements: others }: SquareMatrix,
  { row, first, count, from, to }: Products,
): void {
  const end = row * size + to;
  if (count < ABREAST) {
    for (let other = 0; other < count; other += 1) {
      let place = (first + other) * size + from;
      for (let at = row * size + from; at < end; at += 1, place += 1) {
        sums[other] = (sums[other] ?? 0) - (elements[at] ?? 0) * (others[place] ?? 0);
      }
    }
    return;
  }
  let [a, b, c, d] = [sums[0] ?? 0, sums[1] ?? 0, sums[2] ?? 0, sums[3] ?? 0];
  let place = first * size + from;
  for (let at = row * size + from; at < end; at += 1, place += 1) {
    const value = elements[at] ?? 0;
    a -= value * (others[place] ?? 0);
    b -= value * (others[place + size] ?? 0);
    c -= value * (others[place + 2 * size] ?? 0);
    d -= value * (others[place + 3 * size] ?? 0);
  }
  sums[0] = a;
  sums[1] = b;
  sums[2] = c;
  sums[3] = d;
}

/** The x with L·x = b. */
export function solveLower({ size, elements }: SquareMatrix, b: Float64Array): Float64Array {
  const x = Float64Array.from(b);
  for (let row = 0; row < size; row += 1) {
    let sum = x[row] ?? 0;
    const start = row * size;
    for (let k = 0; k < row; k += 1) sum -= (elements[start + k] ?? 0) * (x[k] ?? 0);
    x[row] = sum / (elements[start + row] ?? 1);
  }
  return x;
}

/** The x with Lᵀ·x = b. */
export function solveUpper({ size, elements }: SquareMatrix, b: Float64Array): Float64Array {
  const x = Float64Array.from(b);
  for (let row = size - 1; row >= 0; row -= 1) {
    const start = row * size;
    const value = (x[row] ?? 0) / (elements[start + row] ?? 1);
    x[row] = value;
    for (let k = 0; k < row; k += 1) x[k] = (x[k] ?? 0) - (elements[start + k] ?? 0) * value;
  }
  return x;
}

/** Half the logarithm of the determinant of L·Lᵀ. */
export function halfLogDeterminant({ size, elements }: SquareMatrix): number {
  let sum = 0;
  for (let row = 0; row < size; row += 1) sum += Math.log(elements[row * size + row] ?? 1);
  return sum;
}

/** The inverse of L, by columns: element [column, row], so that loops over it run along memory. */
export function invertTriangle(lower: SquareMatrix): SquareMatrix {
  const { size, elements } = lower;
  const sums = new Float64Array(ABREAST);
  const columns = { size, elements: new Float64Array(size * size) };
  for (let first = 0; first < size; first += ABREAST) {
    const count = Math.min(ABREAST, size - first);
    for (let row = first; row < size; row += 1) {
      const diagonal = elements[row * size + row] ?? 1;
      sums.fill(0);
      takeProducts(sums, lower, columns, { row, first, count, from: first, to: row });
      for (let place = 0; place < count; place += 1) {
        const column = first + place;
        if (column <= row) columns.elements[column * size + row] = (column < row ? (sums[place] ?? 0) : 1) / diagonal;
      }
    }
  }
  return columns;
}

/** One element of the inverse of L·Lᵀ, whose column is not beyond its row, from the inverse of L. */
export function inverseAt({ size, elements: columns }: SquareMatrix, row: number, column: number): number {
  let sum = 0;
  for (let k = row; k < size; k += 1) sum += (columns[row * size + k] ?? 0) * (columns[column * size + k] ?? 0);
  return sum;
}

/** The inverse of L·Lᵀ, of which only the lower triangle is filled in. */
export function inverseOf(lower: SquareMatrix): SquareMatrix {
  const { size } = lower;
  const columns = invertTriangle(lower);
  const sums = new Float64Array(ABREAST);
  const inverse = new Float64Array(size * size);
  for (let row = 0; row < size; row += 1) {
    for (let first = 0; first <= row; first += ABREAST) {
      const count = Math.min(ABREAST, size - first);
      sums.fill(0);
      takeProducts(sums, columns, columns, { row, first, count, from: row, to: size });
      for (let place = 0; place < count && first + place <= row; place += 1) {
        inverse[row * size + first + place] = -(sums[place] ?? 0);
      }
    }
  }
  return { size, elements: inverse };
}
