import { complex64, complex128, type DType, float32 } from '../../../dtype.js';
import { Primitive } from '../../../op/define.js';
import type { Tensor } from '../../../tensor.js';
import { div } from '../../arithmetic/div.js';
import { mul } from '../../arithmetic/mul.js';
import { sub } from '../../arithmetic/sub.js';
import { where } from '../../comparison/where.js';
import { conj } from '../../complex/conj.js';
import { real } from '../../complex/real.js';
import { eye } from '../../creation/eye.js';
import { diagonal } from '../../movement/diagonal.js';
import { unsqueeze } from '../../movement/unsqueeze.js';
import { matmul } from '../matmul.js';
import { diagonalMatrix, infoOf, mT, notConverged, result, rows, withDiagonal } from './matrix.js';
import { solveFactors } from './solve.js';

const complexOf = (dtype: DType): DType =>
  dtype.kind === 'complex' ? dtype : dtype === float32 ? complex64 : complex128;

/**
 * A [*, n, n] real → eigenvalues [*, n] and eigenvectors as columns (empty unless `vectors`), complex, info. Columns have
 * length 1; of the components at least half as large as the largest, the first is real and positive.
 */
export const eigFactors: Primitive<{ vectors: boolean; op: string }> = new Primitive<{
  vectors: boolean;
  op: string;
}>({
  kind: 'routine',
  name: 'eig',
  savesOutputs: [0, 1],
  infer: ([a], { vectors }) => {
    const n = rows(a!);
    const dtype = complexOf(a!.dtype);
    const v = vectors ? result(a!, dtype, n, n) : { shape: Object.freeze([0]), dtype };
    return [result(a!, dtype, n), v, infoOf(a!)];
  },
  failure: (failure, inputs, { op }) => notConverged(op)(failure, inputs),
  // V⁻ᴴ (diag(gL) + (Vᴴ gV − VᴴV diag(Re(Vᴴ gV))) / E*) Vᴴ with E_ij = L_j − L_i (Boeddeker et al. 2017).
  gradient: (c, [gl, gv]) => {
    const [l, v] = [c.output(0), c.output(1)];
    const vh = conj(mT(v));
    let inner: Tensor | null = null;
    if (gv != null) {
      const turned = matmul(vh, gv);
      const lengths = real(diagonal(turned, 0, { dim1: -2, dim2: -1 }));
      const kept = sub(turned, matmul(vh, mul(v, unsqueeze(lengths, -2))));
      const star = conj(l);
      const gaps = withDiagonal(sub(unsqueeze(star, -2), unsqueeze(star, -1)), 1);
      inner = withDiagonal(div(kept, gaps), 0);
    }
    if (gl != null) {
      const onDiagonal = diagonalMatrix(gl);
      const mask = eye(rows(v), { dtype: 'bool', device: v.device });
      inner = inner === null ? onDiagonal : where(mask, onDiagonal, inner);
    }
    if (inner === null) return [null];
    const g = solveFactors.call([vh, matmul(inner, vh)], { check: null })[0]!;
    return [c.dtype(0).kind === 'complex' ? g : real(g)];
  },
});
