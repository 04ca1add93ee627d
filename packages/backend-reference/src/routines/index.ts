import type { DType, Routine } from '@cresset/tensor/backend';
import { eig } from './eig.js';
import { fftComplex, fftHermitian, fftReal } from './fft.js';
import { lstsq, matrixExp, withMemory } from './functions.js';
import { cholesky, luFactor, luSolve, pivotsToPermutation, triangularSolve } from './lu.js';
import { type Batch, realOnly, realOrComplex } from './operands.js';
import { qr } from './qr.js';
import { svd } from './svd.js';
import { eigh } from './symmetric.js';

const of = (run: Batch, accepts: (dtype: DType) => boolean = realOrComplex): Routine => ({
  accepts,
  run: withMemory(run as Batch) as Routine['run'],
});

const complex = (dtype: DType): boolean => dtype.kind === 'complex';

/** The routines of this backend, by the names of the primitives of `@cresset/tensor` that need them. */
export const routines: Readonly<Record<string, Routine>> = {
  luFactor: of(luFactor),
  luSolve: of(luSolve),
  pivotsToPermutation: of(pivotsToPermutation, (dtype) => dtype.name === 'int32'),
  triangularSolve: of(triangularSolve),
  cholesky: of(cholesky),
  qr: of(qr),
  eigh: of(eigh),
  svd: of(svd),
  eig: of(eig),
  lstsq: of(lstsq),
  matrixExp: of(matrixExp),
  fftComplex: of(fftComplex, complex),
  fftReal: of(fftReal, realOnly),
  fftHermitian: of(fftHermitian, complex),
};
