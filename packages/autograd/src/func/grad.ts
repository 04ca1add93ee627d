import { GradientError, Tensor, zerosLike } from '@cresset/tensor';
import { describe } from '@cresset/tensor/toolkit';
import { grad as gradients } from '../grad.js';
import type { Fn, Traced, TransformOptions } from './transform.js';
import { likeArguments, released, traced, transformOptions } from './transform.js';

function scalarOf(op: string, t: Traced): Tensor {
  const { output } = t;
  if (!(output instanceof Tensor)) {
    throw new GradientError(`${op}: the function must return a tensor, got ${describe(output)}`);
  }
  if (output.numel() !== 1) {
    throw new GradientError(
      `${op}: the function must return a single element, got shape [${output.shape.join(', ')}]; use jacrev or vjp`,
    );
  }
  return output;
}

/** Gradients of a traced function of one result; zeros for what it doesn't depend on. */
function gradientsOf(t: Traced, output: Tensor): (Tensor | null)[] {
  const { createGraph } = t;
  if (!output.requiresGrad) return t.inputs.map((x) => zerosLike(x));
  return gradients(output, t.inputs, { createGraph, materializeGrads: true });
}

/**
 * The function that gives the gradient of `f` (`torch.func.grad`). Calls nest: `grad(grad(f))` is the second derivative.
 *
 * ```ts
 * const slope = func.grad((x: Tensor) => x.sin().sum());
 * await slope(tensor([0, 1])).toArray(); // cos
 * ```
 *
 * @param f gives a tensor of one element (with `hasAux`, `[that, aux]`)
 * @param options.argnums argument to differentiate by, or several (default 0); each a tensor or a tree of tensors
 * @param options.hasAux the new function returns `[gradient, aux]` (default false)
 * @throws GradientError when the result has several elements
 */
export function grad(f: Fn, options: TransformOptions = {}): (...args: unknown[]) => unknown {
  const o = transformOptions('grad', options);
  return (...args) =>
    traced('grad', f, args, o, (t) => {
      const g = likeArguments(args, o.argnums, gradientsOf(t, scalarOf('grad', t)));
      return o.hasAux ? [g, released(t.aux, t.createGraph)] : g;
    });
}

/**
 * As `grad`, with the value: the new function returns `[gradient, value]`, or `[gradient, [value, aux]]`
 * (`torch.func.grad_and_value`).
 */
export function gradAndValue(f: Fn, options: TransformOptions = {}): (...args: unknown[]) => unknown {
  const o = transformOptions('gradAndValue', options);
  return (...args) =>
    traced('gradAndValue', f, args, o, (t) => {
      const output = scalarOf('gradAndValue', t);
      const g = likeArguments(args, o.argnums, gradientsOf(t, output));
      const value = released(output, t.createGraph);
      return [g, o.hasAux ? [value, released(t.aux, t.createGraph)] : value];
    });
}
