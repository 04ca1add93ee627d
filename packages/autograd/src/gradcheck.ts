import type { Tensor } from '@cresset/tensor';
import { float64, GradientError, tensor } from '@cresset/tensor';
import { grad } from './grad.js';

export interface GradcheckOptions {
  /** Step of the central difference (default 1e-6). */
  eps?: number;
  /** Absolute tolerance (default 1e-5). */
  atol?: number;
  /** Relative tolerance (default 1e-3). */
  rtol?: number;
}

type Differentiable = (...inputs: Tensor[]) => Tensor | readonly Tensor[];

const outputsOf = (r: Tensor | readonly Tensor[]): Tensor[] =>
  (Array.isArray(r) ? [...r] : [r]).filter((t: Tensor) => t.dtype.isDifferentiable);

/** Weights that make one number of all outputs: different everywhere, so that no error can cancel. */
const weight = (i: number): number => Math.cos(1.7 * i + 0.3) + 1.5;

async function value(f: Differentiable, inputs: Tensor[]): Promise<number> {
  const outs = outputsOf(f(...inputs));
  let total = 0;
  let k = 0;
  for (const o of outs) for (const v of await o.data()) total += Number(v) * weight(k++);
  return total;
}

/**
 * Compares the gradients of `f` with central finite differences (`torch.autograd.gradcheck`).
 *
 * @param inputs those that require a gradient are varied; they must be float64
 * @returns true; otherwise throws
 * @throws GradientError naming input, element, both numbers
 */
export async function gradcheck(
  f: Differentiable,
  inputs: readonly Tensor[],
  options: GradcheckOptions = {},
): Promise<true> {
  const { eps = 1e-6, atol = 1e-5, rtol = 1e-3 } = options;
  const varied = inputs.filter((t) => t.requiresGrad);
  for (const t of varied) {
    if (t.dtype !== float64) {
      throw new GradientError(
        `gradcheck: inputs must be float64, got ${t.dtype}; finite differences need the digits`,
      );
    }
  }
  // A weight a position over all outputs, those without a graph included, as in `value`.
  let k = 0;
  const all = outputsOf(f(...inputs));
  const weights = all.map((o) => {
    const w = Float64Array.from({ length: o.numel() }, () => weight(k++));
    return tensor(w, { shape: o.shape, dtype: o.dtype, device: o.device });
  });
  const kept = all.map((o, i) => ({ o, w: weights[i]! })).filter(({ o }) => o.requiresGrad);
  if (kept.length === 0)
    throw new GradientError('gradcheck: no output depends on an input that requires a gradient');
  const analytic = grad(
    kept.map((x) => x.o),
    varied,
    { gradOutputs: kept.map((x) => x.w), materializeGrads: true },
  );
  for (let n = 0; n < varied.length; n++) {
    const t = varied[n]!;
    const base = Float64Array.from(await t.data(), Number);
    const g = await analytic[n]!.data();
    for (let i = 0; i < base.length; i++) {
      const at = async (delta: number): Promise<number> => {
        const moved = base.slice();
        moved[i]! += delta;
        // It requires a gradient too: what is checked may itself compute one.
        const replaced = tensor(moved, { shape: t.shape, device: t.device, requiresGrad: true });
        return value(
          f,
          inputs.map((x) => (x === t ? replaced : x)),
        );
      };
      const numeric = ((await at(eps)) - (await at(-eps))) / (2 * eps);
      const exact = Number(g[i]);
      if (!(Math.abs(numeric - exact) <= atol + rtol * Math.abs(numeric))) {
        throw new GradientError(
          `gradcheck: input ${inputs.indexOf(t)}, element ${i}: the gradient is ${exact}, finite differences give ${numeric}`,
        );
      }
    }
  }
  return true;
}

/** `gradcheck` of the gradients of `f` themselves: second order (`torch.autograd.gradgradcheck`). */
export function gradgradcheck(
  f: Differentiable,
  inputs: readonly Tensor[],
  options: GradcheckOptions = {},
): Promise<true> {
  const first: Differentiable = (...xs) => {
    const outs = outputsOf(f(...xs)).filter((o) => o.requiresGrad);
    const varied = xs.filter((x) => x.requiresGrad);
    const weights = outs.map((o, j) =>
      tensor(
        Float64Array.from({ length: o.numel() }, (_, i) => weight(i + 31 * j)),
        { shape: o.shape, dtype: o.dtype, device: o.device },
      ),
    );
    const gs = grad(outs, varied, { gradOutputs: weights, createGraph: true, materializeGrads: true });
    return gs as Tensor[];
  };
  return gradcheck(first, inputs, options);
}
