import type { DTypeName } from '@cresset/tensor';
import type { ToleranceClass } from '@cresset/tensor/engine';

/** |actual − expected| may be atol + rtol · |expected|. */
export interface Tolerance {
  readonly rtol: number;
  readonly atol: number;
}

const exact: Tolerance = { rtol: 0, atol: 0 };

/** Distance from 1 to the next number. */
const epsilon: Partial<Record<DTypeName, number>> = {
  float64: 2 ** -52,
  float32: 2 ** -23,
  complex64: 2 ** -23,
  complex128: 2 ** -52,
};

/** Elementwise results: a few roundings. The half types are computed in float32 and rounded once. */
const elementwise: Partial<Record<DTypeName, Tolerance>> = {
  float64: { rtol: 1e-12, atol: 1e-14 },
  float32: { rtol: 1.3e-6, atol: 1e-5 },
  float16: { rtol: 1e-3, atol: 1e-5 },
  bfloat16: { rtol: 1.6e-2, atol: 1e-5 },
  complex64: { rtol: 1.3e-6, atol: 1e-5 },
  complex128: { rtol: 1e-12, atol: 1e-14 },
};

/** Transcendental functions, which processors and GPUs approximate differently. */
const transcendental: Partial<Record<DTypeName, Tolerance>> = {
  ...elementwise,
  float64: { rtol: 1e-11, atol: 1e-13 },
  float32: { rtol: 1e-5, atol: 1e-5 },
};

/** c in c·ε·√K: rounding errors of K terms add up like a random walk, with a constant for blocking and reordering. */
const ACCUMULATION_CONSTANT = 8;

/** Backward-stable decompositions give the result of a problem ε away; samples are conditioned about this well. */
const CONDITION = 32;

/** What an accumulation is judged by. */
export interface Accumulation {
  /** Number of terms that were added up, at most. */
  readonly terms: number;
  /** Largest magnitude among terms and results. */
  readonly magnitude: number;
}

/** The tolerance for results of `dtype` computed by an op of `kind`. Integers and bool are always exact. */
export function toleranceOf(kind: ToleranceClass, dtype: DTypeName, sum: Accumulation): Tolerance {
  const rounding = elementwise[dtype];
  if (kind === 'exact' || rounding === undefined) return exact;
  if (kind === 'elementwise') return rounding;
  if (kind === 'transcendental') return transcendental[dtype]!;
  const condition = kind === 'decomposition' ? CONDITION : 1;
  // Half types are accumulated in float32.
  const error =
    condition *
    ACCUMULATION_CONSTANT *
    (epsilon[dtype] ?? epsilon.float32!) *
    Math.sqrt(sum.terms) *
    sum.magnitude;
  const half = dtype === 'float16' || dtype === 'bfloat16';
  return { rtol: half ? rounding.rtol : 0, atol: error };
}

/** Finite differences in float64 against the analytic derivative: PyTorch's `gradcheck` allows rtol 1e-3, atol 1e-5. */
export const finiteDifferences = { eps: 1e-6, rtol: 1e-5, atol: 1e-7 } as const;

/** Goldens are written with 13 significant digits, which bounds what float64 can be compared to. */
export function goldenRounding(t: Tolerance, dtype: DTypeName): Tolerance {
  return dtype === 'float64' || dtype === 'complex128' ? { rtol: t.rtol + 5e-13, atol: t.atol } : t;
}
