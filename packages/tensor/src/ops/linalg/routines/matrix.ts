import type { RoutineFailure } from '../../../backend/contract.js';
import type { DType } from '../../../dtype.js';
import { int32 } from '../../../dtype.js';
import { ArgumentError, DeviceError, DTypeError, LinAlgError, ShapeError } from '../../../errors.js';
import { partType } from '../../../expr/complex.js';
import type { Inputs, Result } from '../../../op/define.js';
import { describe } from '../../../op/options.js';
import { batchText } from '../../../op/routine.js';
import type { Shape } from '../../../shape.js';
import { broadcastShapes, sameShape, showShape } from '../../../shape.js';
import { Tensor } from '../../../tensor.js';
import { where } from '../../comparison/where.js';
import { contiguous } from '../../conversion/contiguous.js';
import { eye } from '../../creation/eye.js';
import { zeros } from '../../creation/zeros.js';
import { expand } from '../../movement/expand.js';
import { transpose } from '../../movement/transpose.js';
import { unsqueeze } from '../../movement/unsqueeze.js';

/** @throws ArgumentError unless `x` is a tensor; DTypeError: see `checkNumbers`; ShapeError below two dimensions */
export function checkMatrix(op: string, name: string, x: unknown): asserts x is Tensor {
  checkNumbers(op, name, x);
  if (x.ndim < 2) {
    throw new ShapeError(`${op}: ${name} must have at least 2 dimensions, got shape ${showShape(x.shape)}`);
  }
}

/** @throws ArgumentError unless `x` is a tensor, DTypeError unless it is float32, float64 or complex */
export function checkNumbers(op: string, name: string, x: unknown): asserts x is Tensor {
  if (!(x instanceof Tensor)) throw new ArgumentError(`${op}: ${name} must be a tensor, got ${describe(x)}`);
  x.assertAlive(op);
  const { kind, bytes } = x.dtype;
  if (kind !== 'complex' && (kind !== 'float' || bytes < 4)) {
    throw new DTypeError(
      `${op}: has no rule for ${x.dtype}; ${name} must be float32, float64 or complex; cast it with .to(…)`,
    );
  }
}

export function checkSquare(op: string, name: string, x: unknown): asserts x is Tensor {
  checkMatrix(op, name, x);
  const [m, n] = [x.shape[x.ndim - 2]!, x.shape[x.ndim - 1]!];
  if (m !== n) {
    throw new ShapeError(
      `${op}: ${name} must be a batch of square matrices, got shape ${showShape(x.shape)}`,
    );
  }
}

/** @throws DTypeError or DeviceError when the two differ */
export function checkAlike(op: string, a: Tensor, b: Tensor): void {
  if (a.dtype !== b.dtype) {
    throw new DTypeError(
      `${op}: the operands have different dtypes (${a.dtype} and ${b.dtype}); cast one with .to(…)`,
    );
  }
  if (a.device !== b.device) {
    throw new DeviceError(
      `${op}: the operands are on different devices ('${a.device.name}' and '${b.device.name}')`,
    );
  }
}

/** The leading dimensions. */
export const batchOf = (x: Tensor): Shape => x.shape.slice(0, -2);
export const rows = (x: Tensor): number => x.shape[x.ndim - 2]!;
export const columns = (x: Tensor): number => x.shape[x.ndim - 1]!;

/** `x` with its leading dimensions expanded to those of the batch. */
export function expandBatch(x: Tensor, batch: Shape): Tensor {
  const shape = [...batch, rows(x), columns(x)];
  return sameShape(shape, x.shape) ? x : expand(x, shape);
}

/** Both with the leading dimensions that they broadcast to. @throws ShapeError when they don't */
export function broadcastBatches(op: string, a: Tensor, b: Tensor): [Tensor, Tensor] {
  const batch = broadcastShapes(op, [batchOf(a), batchOf(b)]);
  return [expandBatch(a, batch), expandBatch(b, batch)];
}

/** The type of lengths, singular values and eigenvalues of Hermitian matrices: that of the parts of complex numbers. */
export const realTypeOf = ({ dtype }: Tensor): DType => (dtype.kind === 'complex' ? partType(dtype) : dtype);

export const mT = (x: Tensor): Tensor => transpose(x, -2, -1);

/** A result of the routine: [batch…, dims…]. */
export const result = (x: Tensor, dtype: DType, ...dims: number[]): Result => ({
  shape: Object.freeze([...batchOf(x), ...dims]),
  dtype,
});

/** One number a matrix that says how the routine went. */
export const infoOf = (x: Tensor): Result => ({ shape: Object.freeze([...batchOf(x)]), dtype: int32 });

/** Identity matrices like those of `x`, not expanded over its batch. */
export const identityLike = (x: Tensor, n = columns(x)): Tensor =>
  eye(n, { dtype: x.dtype, device: x.device });

/** Diagonal matrices [*, n, n] of [*, n]. Chosen, not multiplied: infinities must not make NaN of the zeros. */
export function diagonalMatrix(d: Tensor): Tensor {
  const n = d.shape[d.ndim - 1]!;
  const mask = eye(n, { dtype: 'bool', device: d.device });
  return where(mask, unsqueeze(d, -1), 0);
}

/** `x` with `value` on its diagonal. */
export function withDiagonal(x: Tensor, value: number): Tensor {
  return where(eye(rows(x), columns(x), { dtype: 'bool', device: x.device }), value, x);
}

/** Distance of 1 to the next number. */
export const epsilonOf = (x: Tensor): number => (realTypeOf(x).bytes === 8 ? 2 ** -52 : 2 ** -23);

/** Zeros of a shape, like `x` otherwise. */
export const zerosLike = (x: Tensor, shape: Shape): Tensor =>
  zeros(shape, { dtype: x.dtype, device: x.device });

/** For results that are about to lose the tensor they are a view of. */
export const dense = (x: Tensor): Tensor => contiguous(x);

/** `info` of a routine whose input isn't finite: see `Routine`. */
export const NOT_FINITE = -1;

/** The error of an iterative decomposition. */
export const notConverged =
  (op: string) =>
  (failure: RoutineFailure, [input]: Inputs): Error =>
    new LinAlgError(
      failure.info === NOT_FINITE
        ? `${op}: ${batchText(input!, failure)}the algorithm failed to converge because the input matrix contains non-finite values`
        : `${op}: ${batchText(input!, failure)}the algorithm failed to converge because the input matrix is ill-conditioned or has too many repeated values (error code ${failure.info})`,
    );
