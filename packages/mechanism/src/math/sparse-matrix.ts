/** The coefficients of a linear program's rows that are not 0, row by row. */
export interface SparseMatrix {
  /** Row i has the entries from starts[i] to starts[i + 1]. */
  readonly starts: Int32Array;
  readonly rowOf: Int32Array;
  readonly columnOf: Int32Array;
  readonly values: Float64Array;
}

export function sparseMatrix(rows: readonly { readonly coefficients: readonly number[] }[]): SparseMatrix {
  const starts = [0];
  const rowOf: number[] = [];
  const columnOf: number[] = [];
  const values: number[] = [];
  rows.forEach(({ coefficients }, i) => {
    coefficients.forEach((value, j) => {
      if (value === 0) return;
      rowOf.push(i);
      columnOf.push(j);
      values.push(value);
    });
    starts.push(values.length);
  });
  return {
    starts: Int32Array.from(starts),
    rowOf: Int32Array.from(rowOf),
    columnOf: Int32Array.from(columnOf),
    values: Float64Array.from(values),
  };
}

/** A sum and the sum of its terms' magnitudes, for each row or column. */
export interface Sums {
  readonly value: Float64Array;
  readonly magnitude: Float64Array;
}

/** Row i is Σ a[i][j]·x[j]. */
export function rowSums(matrix: SparseMatrix, x: ArrayLike<number>): Sums {
  return sums(matrix, matrix.rowOf, matrix.columnOf, x, matrix.starts.length - 1);
}

/** Column j is Σ a[i][j]·y[i]. */
export function columnSums(matrix: SparseMatrix, y: ArrayLike<number>, columns: number): Sums {
  return sums(matrix, matrix.columnOf, matrix.rowOf, y, columns);
}

function sums(matrix: SparseMatrix, to: Int32Array, from: Int32Array, vector: ArrayLike<number>, size: number): Sums {
  const value = new Float64Array(size);
  const magnitude = new Float64Array(size);
  matrix.values.forEach((coefficient, entry) => {
    const term = coefficient * vector[from[entry]!]!;
    value[to[entry]!]! += term;
    magnitude[to[entry]!]! += Math.abs(term);
  });
  return { value, magnitude };
}
