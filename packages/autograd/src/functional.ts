import type { Tensor } from '@cresset/tensor';
import { detach, full, GradientError, reshape, stack, zerosLike } from '@cresset/tensor';
import { grad } from './grad.js';
import { enableGrad } from './mode.js';

export interface HigherOptions {
  /** Make the result differentiable itself (default false). */
  createGraph?: boolean;
}

type Fn = (...inputs: Tensor[]) => Tensor;

const fresh = (xs: readonly Tensor[], createGraph: boolean): Tensor[] =>
  xs.map((x) => (createGraph && x.requiresGrad ? x : detach(x).requiresGrad_()));

const asList = (x: Tensor | readonly Tensor[]): readonly Tensor[] =>
  (Array.isArray(x) ? x : [x]) as readonly Tensor[];

/**
 * Jacobian of `f` (`torch.autograd.functional.jacobian`).
 *
 * @param inputs one tensor or several
 * @returns for each input a tensor of shape [...output, ...input]; a single tensor when one input was given
 */
export function jacobian(f: Fn, inputs: Tensor, options?: HigherOptions): Tensor;
export function jacobian(f: Fn, inputs: readonly Tensor[], options?: HigherOptions): Tensor[];
export function jacobian(
  f: Fn,
  inputs: Tensor | readonly Tensor[],
  options: HigherOptions = {},
): Tensor | Tensor[] {
  const createGraph = options.createGraph ?? false;
  return enableGrad(() => {
    const xs = fresh(asList(inputs), createGraph);
    const out = f(...xs);
    const flat = reshape(out, [-1]);
    const rows: Tensor[][] = xs.map(() => []);
    for (let i = 0; i < flat.numel(); i++) {
      const gs = flat.requiresGrad
        ? grad(flat.select(0, i), xs, { retainGraph: true, createGraph, materializeGrads: true })
        : xs.map((x) => zerosLike(x));
      gs.forEach((g, k) => rows[k]!.push(g!));
    }
    const results = rows.map((r, k) => {
      const shape = [...out.shape, ...xs[k]!.shape];
      // A function of no elements has a Jacobian of no rows.
      const { dtype, device } = xs[k]!;
      return r.length === 0 ? full(shape, 0, { dtype, device }) : reshape(stack(r), shape);
    });
    return Array.isArray(inputs) ? results : results[0]!;
  });
}

/**
 * Hessian of a function with one result (`torch.autograd.functional.hessian`).
 *
 * @returns [...input, ...input]; for several inputs a matrix of such blocks
 */
export function hessian(f: Fn, inputs: Tensor, options?: HigherOptions): Tensor;
export function hessian(f: Fn, inputs: readonly Tensor[], options?: HigherOptions): Tensor[][];
export function hessian(
  f: Fn,
  inputs: Tensor | readonly Tensor[],
  options: HigherOptions = {},
): Tensor | Tensor[][] {
  const list = asList(inputs);
  const blocks = list.map((_, i) =>
    jacobian(
      (...xs: Tensor[]) => {
        const y = f(...xs);
        if (y.numel() !== 1) {
          throw new GradientError(
            `hessian: the function must give a single element, got shape [${y.shape.join(', ')}]`,
          );
        }
        return grad(y, xs, { createGraph: true, materializeGrads: true })[i]!;
      },
      list,
      options,
    ),
  );
  return Array.isArray(inputs) ? blocks : blocks[0]![0]!;
}

/**
 * Product of a vector with the Jacobian: [f(inputs), vᵀ·J] (`torch.autograd.functional.vjp`).
 * @param v of the shape of the output; may be left out for a single element
 */
export function vjp(
  f: Fn,
  inputs: Tensor | readonly Tensor[],
  v: Tensor | null = null,
  options: HigherOptions = {},
): [Tensor, Tensor[]] {
  const createGraph = options.createGraph ?? false;
  return enableGrad(() => {
    const xs = fresh(asList(inputs), createGraph);
    const out = f(...xs);
    const gs = grad(out, xs, { gradOutputs: v, createGraph, materializeGrads: true }) as Tensor[];
    return [createGraph ? out : detach(out), gs];
  });
}

/**
 * Product of the Jacobian with a vector: [f(inputs), J·v] (`torch.autograd.functional.jvp`), by differentiating
 * the vector-Jacobian product twice (the "double backwards trick" of J. Townsend, 2017).
 * @param v one tensor an input, of its shape
 */
export function jvp(
  f: Fn,
  inputs: Tensor | readonly Tensor[],
  v: Tensor | readonly Tensor[],
  options: HigherOptions = {},
): [Tensor, Tensor] {
  const createGraph = options.createGraph ?? false;
  return enableGrad(() => {
    const xs = fresh(asList(inputs), createGraph);
    const out = f(...xs);
    const dummy = zerosLike(out).requiresGrad_();
    const gs = grad(out, xs, { gradOutputs: dummy, createGraph: true, materializeGrads: true }) as Tensor[];
    const used = gs.map((g, i) => ({ g, v: asList(v)[i]! })).filter(({ g }) => g.requiresGrad);
    if (used.length === 0) return [detach(out), zerosLike(out)];
    const [result] = grad(
      used.map((u) => u.g),
      [dummy],
      { gradOutputs: used.map((u) => u.v), createGraph, materializeGrads: true },
    );
    return [createGraph ? out : detach(out), result!];
  });
}

/** The function with its result as a gradient that can be differentiated again; zeros where it depends on nothing. */
function gradientOf(op: string, f: Fn, xs: readonly Tensor[]): { value: Tensor; gs: Tensor[] } {
  const value = f(...xs);
  if (value.numel() !== 1) {
    throw new GradientError(
      `${op}: the function must give a single element, got shape [${value.shape.join(', ')}]`,
    );
  }
  const gs = value.requiresGrad
    ? (grad(value, xs, { createGraph: true, materializeGrads: true }) as Tensor[])
    : xs.map((x) => zerosLike(x));
  return { value, gs };
}

/**
 * Product of a vector with the Hessian of a function of one result: [f(inputs), vᵀ·H]
 * (`torch.autograd.functional.vhp`). One pass more than the gradient; the Hessian is never made.
 * @param v one tensor an input, of its shape
 */
export function vhp(
  f: Fn,
  inputs: Tensor | readonly Tensor[],
  v: Tensor | readonly Tensor[],
  options: HigherOptions = {},
): [Tensor, Tensor[]] {
  const createGraph = options.createGraph ?? false;
  return enableGrad(() => {
    const xs = fresh(asList(inputs), createGraph);
    const { value, gs } = gradientOf('vhp', f, xs);
    const used = gs.map((g, i) => ({ g, v: asList(v)[i]! })).filter(({ g }) => g.requiresGrad);
    const products =
      used.length === 0
        ? xs.map((x) => zerosLike(x))
        : (grad(
            used.map((u) => u.g),
            xs,
            { gradOutputs: used.map((u) => u.v), createGraph, materializeGrads: true },
          ) as Tensor[]);
    return [createGraph ? value : detach(value), products];
  });
}

/**
 * Product of the Hessian of a function of one result with a vector: [f(inputs), H·v]
 * (`torch.autograd.functional.hvp`). The Hessian is symmetric, so it is computed as `vhp`.
 * @param v one tensor an input, of its shape
 */
export function hvp(
  f: Fn,
  inputs: Tensor | readonly Tensor[],
  v: Tensor | readonly Tensor[],
  options: HigherOptions = {},
): [Tensor, Tensor[]] {
  return vhp(f, inputs, v, options);
}
