import { Primitive } from '../../../op/define.js';
import type { Tensor } from '../../../tensor.js';
import { neg } from '../../arithmetic/neg.js';
import { mH } from '../../complex/conjugated.js';
import { tril } from '../../creation/tril.js';
import { triu } from '../../creation/triu.js';
import { matmul } from '../matmul.js';
import { mT } from './matrix.js';

interface Triangle {
  readonly upper: boolean;
  /** The diagonal counts as ones and isn't read. */
  readonly unitriangular: boolean;
  readonly [name: string]: unknown;
}

/** A [*, n, n], B [*, n, k] of one batch → X with AX = B. Only the triangle that is named is read. */
const triangularSolve: Primitive<Triangle> = new Primitive<Triangle>({
  kind: 'routine',
  name: 'triangularSolve',
  saves: [0],
  savesOutputs: [0],
  infer: ([, b]) => [{ shape: b!.shape, dtype: b!.dtype }],
  gradient: (c, [g]) => {
    const { upper, unitriangular } = c.attributes as Triangle;
    const gb = triangularSolve.call([mH(c.input(0)), g!], { upper: !upper, unitriangular })[0]!;
    if (!c.needs(0)) return [null, gb];
    const ga = neg(matmul(gb, mH(c.output(0))));
    const skip = unitriangular ? 1 : 0;
    return [upper ? triu(ga, skip) : tril(ga, -skip), gb];
  },
});

/** X with AX = B, or XA = B when not `left`. */
export function triangular(
  a: Tensor,
  b: Tensor,
  o: { readonly upper: boolean; readonly left?: boolean; readonly unitriangular?: boolean },
): Tensor {
  const unitriangular = o.unitriangular ?? false;
  if (o.left ?? true) return triangularSolve.call([a, b], { upper: o.upper, unitriangular })[0]!;
  return mT(triangularSolve.call([mT(a), mT(b)], { upper: !o.upper, unitriangular })[0]!);
}
