/** The mean of what `draw` yields over many runs, and its standard error. */
export function meanOf(runs: number, draw: (run: number) => number): { mean: number; error: number } {
  let [sum, squares] = [0, 0];
  for (let run = 0; run < runs; run++) {
    const value = draw(run);
    sum += value;
    squares += value * value;
  }
  const mean = sum / runs;
  return { mean, error: Math.sqrt(Math.max(0, squares / runs - mean * mean) / runs) };
}
