import type { DType, DTypeLike } from '../../dtype.js';
import { toDType } from '../../dtype.js';
import { ArgumentError } from '../../errors.js';
import { checkCastable } from '../../op/define-elementwise.js';
import { parseOptions } from '../../op/options.js';
import { sumType } from '../../promote.js';
import { normalizeDim } from '../../shape.js';
import type { Tensor } from '../../tensor.js';
import { checkTensor } from './reduction.js';

/** Arguments `(dim, { dtype })` of a scan, checked. */
export function scanArguments(
  op: string,
  input: Tensor,
  dim: unknown,
  options: unknown,
  complex = false,
): { dim: number; dtype: DType } {
  checkTensor(op, input, complex);
  const named = typeof dim === 'object' && dim !== null;
  const o = parseOptions(op, named ? dim : options, {
    dim: null as number | null,
    dtype: null as DTypeLike | null,
  });
  const at = named ? o.dim : dim;
  if (at === undefined || at === null) throw new ArgumentError(`${op}: dim must be given`);
  return {
    dim: normalizeDim(op, at as number, input.ndim),
    dtype: o.dtype === null ? sumType(input.dtype) : toDType(o.dtype),
  };
}

/** Writes the result of an op into its input. */
export function writeBack(op: string, target: Tensor, result: Tensor): Tensor {
  try {
    checkCastable(op, result.dtype, target.dtype);
    return target.copy_(result);
  } finally {
    result.dispose();
  }
}
