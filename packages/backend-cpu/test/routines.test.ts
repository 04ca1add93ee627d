import type { Attributes, DType, Operand } from '@cresset/tensor/backend';
import { complex64, float32, float64, InternalError, int32, UnsupportedError } from '@cresset/tensor/backend';
import { describe, expect, it } from 'vitest';
import { backend, empty, from } from './harness.js';

const run = (
  name: string,
  inputs: readonly Operand[],
  outputs: readonly Operand[],
  a: Attributes = {},
): unknown => backend.routines[name]!.run(inputs, outputs, a);

const zeros = (dtype: DType, shape: readonly number[]): Operand => empty(dtype, [...shape]);
const a = from(float64, [3, 3], [4, 1, 0, 1, 3, 1, 0, 1, 2]);
const info = zeros(int32, []);

describe('routines refuse operands that the core would not give them', () => {
  it.each<[string, readonly Operand[], readonly Operand[], Attributes]>([
    ['luFactor', [a], [zeros(float64, [3, 3]), zeros(int32, [2]), info], {}],
    ['luFactor', [a], [zeros(float32, [3, 3]), zeros(int32, [3]), info], {}],
    ['luSolve', [a, zeros(int32, [3]), zeros(float64, [2, 1])], [zeros(float64, [2, 1])], { adjoint: false }],
    ['cholesky', [zeros(float64, [2, 3])], [zeros(float64, [2, 3]), info], {}],
    ['qr', [a], [zeros(float64, [3, 3]), zeros(float64, [2, 3])], { mode: 'reduced' }],
    ['eigh', [a], [zeros(float64, [2]), zeros(float64, [3, 3]), info], { vectors: true }],
    [
      'svd',
      [a],
      [zeros(float64, [3, 2]), zeros(float64, [3]), zeros(float64, [3, 3]), info],
      { vectors: true },
    ],
    ['eig', [a], [zeros(complex64, [3]), zeros(complex64, [3, 3]), info], { vectors: true }],
    ['matrixExp', [a], [zeros(float64, [3, 2])], {}],
    ['triangularSolve', [a, zeros(float64, [3, 1])], [zeros(float64, [3, 2])], { upper: true }],
    ['fftComplex', [zeros(complex64, [4])], [zeros(complex64, [5])], { dims: [0], forward: true, scale: 1 }],
    ['fftComplex', [zeros(complex64, [4])], [zeros(complex64, [4])], { dims: [1], forward: true, scale: 1 }],
    ['fftReal', [zeros(float32, [4])], [zeros(complex64, [5])], { dims: [0], forward: true, scale: 1 }],
    ['fftHermitian', [zeros(complex64, [4])], [zeros(float32, [4])], { dims: [0], forward: true, scale: 1 }],
    ['fftHermitian', [zeros(complex64, [3])], [zeros(float32, [4])], { dims: [], forward: true, scale: 1 }],
  ])('%s', (name, inputs, outputs, attributes) => {
    expect(() => run(name, inputs, outputs, attributes)).toThrow(InternalError);
  });

  it('a released buffer', () => {
    const gone = from(float64, [2, 2], [1, 0, 0, 1]);
    backend.release(gone.buffer);
    expect(() => run('matrixExp', [gone], [zeros(float64, [2, 2])])).toThrow(InternalError);
  });

  it('matrices that LAPACK cannot count', () => {
    const wide = { ...zeros(float32, [0]), shape: [0, 40000, 40000], strides: [0, 0, 0] };
    expect(() => run('matrixExp', [wide], [wide])).toThrow(UnsupportedError);
  });
});

it('a failure names the matrix and its info', () => {
  const batch = from(float64, [3, 1, 1], [1, -1, 0]);
  expect(run('cholesky', [batch], [zeros(float64, [3, 1, 1]), zeros(int32, [3])])).toEqual({
    batch: 1,
    info: 1,
  });
  expect(run('cholesky', [a], [zeros(float64, [3, 3]), info])).toBeNull();
});
