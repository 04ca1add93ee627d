import type { DTypeLike } from '../dtype.js';
import type { CressetError } from '../errors.js';
import type { Tensor } from '../tensor.js';

/** Makes the operands of samples. The test suite varies dtype, layout and device behind it; values depend on the seed. */
export interface SampleMaker {
  /** Uniform values in [low, high) (default −2 to 2) of the dtype under test, or of `dtype`. */
  tensor(shape: readonly number[], options?: { low?: number; high?: number; dtype?: DTypeLike }): Tensor;
  /** Integers in [low, high), int64 by default; never a non-default layout when `plain`. */
  integers(shape: readonly number[], low: number, high: number, dtype?: DTypeLike): Tensor;
  bool(shape: readonly number[]): Tensor;
  /** All values different and in no order: for sorting and extremes, where ties would leave the result open. */
  distinct(shape: readonly number[]): Tensor;
  /**
   * Matrices [*, m, n] far from singular, with singular values (and eigenvalues, where they are symmetric) well apart;
   * 'positive' ones are symmetric and positive-definite. Never repeats.
   */
  matrices(shape: readonly number[], kind?: 'regular' | 'symmetric' | 'positive'): Tensor;
}

/** Arguments of one call of the public function. Tensors may stand in nested arrays (`cat`) and options. */
export type Sample = readonly unknown[];

export interface ErrorSample {
  readonly args: readonly unknown[];
  readonly error: abstract new (...args: never[]) => CressetError;
  /** Must occur in the message. */
  readonly message: string | RegExp;
}

/** Which tolerance the suite compares by: see `testing/src/tolerance.ts`. */
export type ToleranceClass = 'exact' | 'elementwise' | 'transcendental' | 'accumulate' | 'decomposition';

/** What the generic tests, the op table and the goldens know of an op. */
export interface OpInfo {
  readonly name: string;
  readonly kind: 'elementwise' | 'kernel' | 'composite' | 'view' | 'routine' | 'creation';
  /** Dtypes of the tensor under test that the op takes. */
  readonly dtypes: 'float' | 'signed' | 'number' | 'integral' | 'any';
  /** Whether the op takes complex tensors too. */
  readonly complex: boolean;
  /** Whether a gradient can flow. */
  readonly differentiable: boolean;
  /** Whether the function is a method of Tensor too. */
  readonly method: boolean;
  /** Whether `name_` exists as a method. */
  readonly inplace: boolean;
  readonly tolerance: ToleranceClass;
  /** The function in PyTorch that is the oracle, if its name isn't `torch.` + snake case; null: PyTorch has none. */
  readonly torch: string | null;
  samples(make: SampleMaker): readonly Sample[];
  errors(make: SampleMaker): readonly ErrorSample[];
  /**
   * Maps arguments to those among which the gradient is that of a function (an op on symmetric matrices reads only one
   * triangle, but its gradient is symmetric): finite differences are taken through it.
   */
  differentiateOn?(args: Sample): Sample;
}

/** Parts of a declaration that every kind of op has. */
export interface CommonDeclaration {
  readonly name: string;
  readonly dtypes?: OpInfo['dtypes'];
  /** Takes complex tensors too (default false). */
  readonly complex?: boolean;
  readonly method?: boolean;
  readonly tolerance?: ToleranceClass;
  readonly torch?: string | null;
  readonly differentiateOn?: (args: Sample) => Sample;
  readonly samples: (make: SampleMaker) => readonly Sample[];
  readonly errors?: (make: SampleMaker) => readonly ErrorSample[];
}

/** A public op that is only a function (`cat`, `zeros`): the function, with its declaration under `op`. */
export type FunctionOp<F> = F & { readonly op: OpInfo };

/** A public op that is a function and a method of Tensor. */
export type Op<F> = FunctionOp<F> & { readonly isMethod: true };

/** As `Op`, and `name_` is a method that writes into the tensor. */
export type InplaceOp<F> = Op<F> & { readonly isInplace: true };

/** A function `name(input, …)` whose only method is `name_`, which writes into the tensor (`fill_`, `copy_`). */
export type InplaceOnlyOp<F> = FunctionOp<F> & { readonly isInplace: true };

/** An op whose method takes its arguments in another order than the function (`x.where(condition, y)`). */
export type OpWithMethod<F, M> = Op<F> & { readonly methodForm: M };

const snake = (name: string): string => name.replace(/[A-Z]/g, (c) => `_${c.toLowerCase()}`);

export function makeInfo(
  d: CommonDeclaration,
  rest: Pick<OpInfo, 'kind' | 'differentiable' | 'inplace'>,
): OpInfo {
  return {
    name: d.name,
    dtypes: d.dtypes ?? 'float',
    complex: d.complex ?? false,
    method: d.method ?? true,
    tolerance: d.tolerance ?? 'elementwise',
    torch: d.torch === undefined ? `torch.${snake(d.name)}` : d.torch,
    samples: d.samples,
    errors: d.errors ?? (() => []),
    ...(d.differentiateOn === undefined ? {} : { differentiateOn: d.differentiateOn }),
    ...rest,
  };
}
