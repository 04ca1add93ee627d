// What all sides compute: sizes, and data that each of them can make for itself.

export const MATMUL = 512;
export const BATCH = 64;
/** Features, hidden units, classes. */
export const [FEATURES, HIDDEN, CLASSES] = [784, 128, 10];
export const LR = 0.01;

/** The same numbers everywhere, in [-scale, scale). */
export function noise(length, seed, scale = 1) {
  const values = new Float32Array(length);
  let state = seed * 2654435761 + 1;
  for (let i = 0; i < length; i++) {
    state = (Math.imul(state, 1664525) + 1013904223) | 0;
    values[i] = (state / 2 ** 31) * scale;
  }
  return values;
}

export const matrices = () => [noise(MATMUL ** 2, 1), noise(MATMUL ** 2, 2)];

/** Weights are [in, out]. */
export const parameters = () => ({
  w1: noise(FEATURES * HIDDEN, 3, 1 / Math.sqrt(FEATURES)),
  b1: noise(HIDDEN, 4, 1 / Math.sqrt(FEATURES)),
  w2: noise(HIDDEN * CLASSES, 5, 1 / Math.sqrt(HIDDEN)),
  b2: noise(CLASSES, 6, 1 / Math.sqrt(HIDDEN)),
});

export const images = () => noise(BATCH * FEATURES, 7);
export const labels = () => Int32Array.from({ length: BATCH }, (_, i) => i % CLASSES);

/** Row-major [rows, columns] turned into [columns, rows]. */
export function transposed(values, rows, columns) {
  const out = new Float32Array(values.length);
  for (let i = 0; i < rows; i++)
    for (let j = 0; j < columns; j++) out[j * rows + i] = values[i * columns + j];
  return out;
}
