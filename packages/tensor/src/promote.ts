import type { DType, DTypeKind } from './dtype.js';
import {
  bool,
  complex64,
  complex128,
  dtypes,
  float32,
  float64,
  getDefaultDtype,
  int16,
  int64,
  uint8,
} from './dtype.js';

const rank: Record<DTypeKind, number> = { bool: 0, int: 1, float: 2, complex: 3 };

function promotePair(a: DType, b: DType): DType {
  if (a === b) return a;
  if (rank[a.kind] < rank[b.kind]) return promotePair(b, a);
  if (a.kind === 'complex') {
    const wide = a === complex128 || b === complex128 || b === float64;
    return wide ? complex128 : complex64;
  }
  if (rank[a.kind] > rank[b.kind]) return a;
  if (a.kind === 'int') {
    // uint8 has no signed partner of its width: with int8 the result is int16, as in PyTorch.
    if (a === uint8 || b === uint8) {
      const other = a === uint8 ? b : a;
      return other.bytes === 1 ? int16 : other;
    }
    return a.bytes >= b.bytes ? a : b;
  }
  // float16 with bfloat16 has no common half type.
  if (a.bytes === 2 && b.bytes === 2) return float32;
  return a.bytes >= b.bytes ? a : b;
}

const table: readonly DType[] = dtypes.flatMap((a) => dtypes.map((b) => promotePair(a, b)));

/** The common type of two tensors that both have dimensions (`torch.promote_types`). */
export function promoteTypes(a: DType, b: DType): DType {
  return table[a.id * 12 + b.id]!;
}

/** The dtype that PyTorch gives to a Python scalar of this JavaScript value. */
export function scalarKind(value: number | bigint | boolean): DTypeKind {
  if (typeof value === 'boolean') return 'bool';
  if (typeof value === 'bigint') return 'int';
  return Number.isInteger(value) ? 'int' : 'float';
}

/** The dtype of a scalar that meets nothing of its kind. */
function defaultOf(kind: DTypeKind): DType {
  if (kind === 'bool') return bool;
  if (kind === 'int') return int64;
  const real = getDefaultDtype();
  if (kind === 'float') return real;
  return real === float64 ? complex128 : complex64;
}

/**
 * `torch.result_type` for a mix of tensors with dimensions, 0-dim tensors and JavaScript scalars:
 * a lower-priority group only matters when its category is higher.
 */
export function resultType(
  dimensioned: DType | null,
  zeroDim: DType | null,
  scalar: DTypeKind | null,
): DType {
  let result = dimensioned;
  if (zeroDim !== null) {
    if (result === null) result = zeroDim;
    else if (rank[zeroDim.kind] > rank[result.kind]) {
      // Among floating types the width stays that of the tensor with dimensions: float32 with complex128 is complex64.
      if (result.kind === 'float') result = result === float64 ? complex128 : complex64;
      else result = zeroDim;
    }
  }
  if (scalar !== null) {
    if (result === null) result = defaultOf(scalar);
    else if (rank[scalar] > rank[result.kind]) {
      if (scalar === 'complex' && result === float64) return complex128;
      result = defaultOf(scalar);
    }
  }
  return result ?? getDefaultDtype();
}

/** The floating type in which an op that needs one (`exp`, `mean` of bool …) computes on `t`. */
export function toFloating(t: DType): DType {
  return t.kind === 'float' || t.kind === 'complex' ? t : getDefaultDtype();
}

/** PyTorch's result type of `sum` and `prod`: integers and bool widen to int64. */
export function sumType(t: DType): DType {
  return t.kind === 'int' || t.kind === 'bool' ? int64 : t;
}
