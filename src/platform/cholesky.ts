/** A square matrix of `size` rows, row by row. */
export interface SquareMatrix {
  readonly size: number;
  readonly elements: Float64Array;
}

/**
 * The lower triangle L with A = L·Lᵀ (Golub and Van Loan, "Matrix Computations", 4.2.5, row by row); what stands above
 * A's diagonal is not read. Undefined where A is not positive definite.
 */
export function cholesky({ size, elements }: SquareMatrix): SquareMatrix | undefined {
  const lower = new Float64Array(size * size);
  for (let row = 0; row < size; row += 1) {
    const start = row * size;
    for (let column = 0; column <= row; column += 1) {
      const other = column * size;
      let sum = elements[start + column] ?? 0;
      for (let k = 0; k < column; k += 1) sum -= (lower[start + k] ?? 0) * (lower[other + k] ?? 0);
      if (column < row) {
        lower[start + column] = sum / (lower[other + column] ?? 1);
      } else if (sum > 0) {
        lower[start + column] = Math.sqrt(sum);
      } else {
        return undefined;
      }
    }
  }
  return { size, elements: lower };
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

/** The inverse of L·Lᵀ, of which only the lower triangle is filled in. */
export function inverseOf({ size, elements }: SquareMatrix): SquareMatrix {
  // The inverse of L, kept by columns so that both loops run along memory.
  const columns = new Float64Array(size * size);
  for (let column = 0; column < size; column += 1) {
    const start = column * size;
    columns[start + column] = 1 / (elements[start + column] ?? 1);
    for (let row = column + 1; row < size; row += 1) {
      let sum = 0;
      for (let k = column; k < row; k += 1) sum -= (elements[row * size + k] ?? 0) * (columns[start + k] ?? 0);
      columns[start + row] = sum / (elements[row * size + row] ?? 1);
    }
  }
  const inverse = new Float64Array(size * size);
  for (let row = 0; row < size; row += 1) {
    for (let column = 0; column <= row; column += 1) {
      let sum = 0;
      for (let k = row; k < size; k += 1) sum += (columns[row * size + k] ?? 0) * (columns[column * size + k] ?? 0);
      inverse[row * size + column] = sum;
    }
  }
  return { size, elements: inverse };
}
