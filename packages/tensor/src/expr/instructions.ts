import type { DType } from '../dtype.js';

/**
 * The scalar instruction set: everything that the body of a `map`, or the prologue and epilogue of a `reduce`,
 * is made of. A backend implements exactly these; nothing else is ever asked of it inside a kernel.
 *
 * Semantics are those of PyTorch's elementwise ops. Integer types wrap. `bool` values are 0 or 1.
 */

/** Values that come from outside the expression. */
export type LeafOp =
  /** The element of input operand `index`. */
  | 'load'
  /** Run-time scalar `index` of the parameter words (a float64 word, converted to the instruction's dtype). */
  | 'param'
  /** The literal `value`. */
  | 'const'
  /** Row-major linear index of the element in the iteration space, int64 (backends without it use int32). */
  | 'index';

/** One argument, result of the argument's dtype. Floating types only unless marked (any). */
export type UnaryOp =
  | 'neg' // (any but bool)
  | 'abs' // (any)
  | 'sign' // (any) NaN gives NaN as in PyTorch's `sgn` of floats: sign(NaN) = NaN
  | 'not' // (ints: bitwise; bool: logical)
  | 'reciprocal'
  | 'sqrt'
  | 'rsqrt'
  | 'exp'
  | 'exp2'
  | 'expm1'
  | 'log'
  | 'log2'
  | 'log10'
  | 'log1p'
  | 'sin'
  | 'cos'
  | 'tan'
  | 'asin'
  | 'acos'
  | 'atan'
  | 'sinh'
  | 'cosh'
  | 'tanh'
  | 'asinh'
  | 'acosh'
  | 'atanh'
  | 'sigmoid'
  | 'erf'
  | 'erfc'
  | 'erfinv'
  | 'lgamma'
  | 'digamma'
  | 'floor'
  | 'ceil'
  | 'round' // half to even
  | 'trunc';

/** One argument, result bool. */
export type TestOp = 'isnan' | 'isinf';

/** Two arguments of one dtype, result of that dtype. */
export type BinaryOp =
  | 'add' // bool: or
  | 'sub'
  | 'mul' // bool: and
  | 'div' // floats only: true division
  | 'floordiv' // rounds to minus infinity; integer division by zero gives 0 (PyTorch raises), never a trap
  | 'truncdiv' // rounds to zero; integer division by zero gives 0
  | 'remainder' // sign of the divisor (Python's %); integer remainder by zero gives 0
  | 'fmod' // sign of the dividend (C's %); integer remainder by zero gives 0
  | 'pow' // integers by repeated squaring; a negative integer exponent gives 0 unless the base is ±1
  | 'gcd' // ints: greatest common divisor, ≥ 0 (it wraps where the type can't hold it); gcd(0, 0) is 0
  | 'atan2' // floats
  /**
   * Floats: the Hurwitz zeta function Σ (k + b)⁻ᵃ, k ≥ 0. NaN for a < 1; ∞ for a = 1 and at the poles b = 0, −1, …;
   * elsewhere below 0, NaN unless a is an integer. Exact for b down to about −14.
   */
  | 'zeta'
  | 'min' // NaN wins, as in torch.minimum
  | 'max' // NaN wins, as in torch.maximum
  | 'and' // ints and bool
  | 'or'
  | 'xor'
  | 'shl' // ints
  | 'shr'; // ints, arithmetic for signed types

/** Two arguments of one dtype, result bool. */
export type CompareOp = 'eq' | 'ne' | 'lt' | 'le' | 'gt' | 'ge';

export type OtherOp =
  /** (condition: bool, a, b) */
  | 'where'
  /** One argument of any dtype to the instruction's dtype; float to integer truncates, to bool is `≠ 0`. */
  | 'cast'
  /**
   * (seed: float64, offset: float64, index: int64): a uniform number in [0, 1) from Philox 4×32-10
   * (Salmon et al., 2011), of float32 or float64 type. See `random/philox.ts` for the exact words.
   */
  | 'uniform';

/**
 * What expressions may hold besides while they speak of complex numbers. `lowerComplex` turns those into real
 * instructions before a backend sees them: `real`, `imag` and `angle` of a complex argument, `conj`, and `pair` (re, im).
 */
export type ComplexOp = 'real' | 'imag' | 'conj' | 'angle' | 'pair';

export type ScalarOp = LeafOp | UnaryOp | TestOp | BinaryOp | CompareOp | OtherOp;

/** One instruction of a linear expression; `args` are positions of earlier instructions. */
export interface Instruction {
  readonly op: ScalarOp;
  /** Type of the result. */
  readonly dtype: DType;
  readonly args: readonly number[];
  /** `const`: the literal; `load`: the input operand; `param`: the parameter word. */
  readonly value: number;
}

/** A scalar expression in static single assignment form: what backends compile or interpret. */
export interface Expr {
  readonly inputs: readonly DType[];
  /** Number of run-time scalars. */
  readonly params: number;
  readonly code: readonly Instruction[];
  /** Positions in `code` of the results, one an output operand. */
  readonly outputs: readonly number[];
  readonly outputTypes: readonly DType[];
  /** Equal keys mean equal expressions. */
  readonly key: string;
}

export const compareOps: ReadonlySet<ScalarOp> = new Set<CompareOp>(['eq', 'ne', 'lt', 'le', 'gt', 'ge']);
