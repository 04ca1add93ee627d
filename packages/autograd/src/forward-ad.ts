import { detach, GradientError, ShapeError, type Tensor, viewAs, zerosLike } from '@cresset/tensor';
import { sameShape, showShape } from '@cresset/tensor/engine';
import { grad } from './grad.js';
import { during, enableGrad } from './mode.js';

interface Dual {
  readonly handle: Tensor;
  readonly tangent: Tensor;
}

/** Dual tensors of the running levels, innermost last. */
const levels: Dual[][] = [];

/**
 * Runs `body`, in which `makeDual` and `unpackDual` carry derivatives forward
 * (`torch.autograd.forward_ad.dual_level`). What is computed of dual tensors is recorded, and a tangent is taken out of
 * the record by differentiating backward twice: one and the same set of gradient rules serves both directions.
 */
export function dualLevel<R>(body: () => R): R {
  levels.push([]);
  return during(body, () => {
    levels.pop();
  });
}

function currentLevel(op: string): Dual[] {
  const level = levels[levels.length - 1];
  if (level === undefined) throw new GradientError(`${op}: call it inside dualLevel(() => …)`);
  return level;
}

/**
 * A tensor with the direction of its change (`torch.autograd.forward_ad.make_dual`).
 *
 * @param tangent of the shape and dtype of `tensor`
 * @throws ShapeError when the shapes differ, GradientError outside of `dualLevel`
 */
export function makeDual(tensor: Tensor, tangent: Tensor): Tensor {
  const level = currentLevel('makeDual');
  if (!sameShape(tensor.shape, tangent.shape)) {
    throw new ShapeError(
      `makeDual: the tangent has shape ${showShape(tangent.shape)}, the tensor ${showShape(tensor.shape)}`,
    );
  }
  const handle = enableGrad(() =>
    tensor.requiresGrad ? viewAs(tensor, tensor) : detach(tensor).requiresGrad_(),
  );
  level.push({ handle, tangent });
  return handle;
}

/**
 * Value and tangent of what was computed of dual tensors (`torch.autograd.forward_ad.unpack_dual`).
 * @returns the tangent is null where the tensor depends on no dual tensor of the level
 */
export function unpackDual(tensor: Tensor): { primal: Tensor; tangent: Tensor | null } {
  const duals = currentLevel('unpackDual');
  if (!tensor.requiresGrad || duals.length === 0) return { primal: tensor, tangent: null };
  return enableGrad(() => {
    const primal = duals.some((d) => d.handle.node !== null) ? tensor : detach(tensor);
    const dummy = zerosLike(tensor).requiresGrad_();
    const gs = grad(
      tensor,
      duals.map((d) => d.handle),
      { gradOutputs: dummy, createGraph: true, allowUnused: true },
    );
    if (gs.every((g) => g === null)) return { primal, tangent: null };
    const used = gs.flatMap((g, i) => (g?.requiresGrad === true ? [{ g, v: duals[i]!.tangent }] : []));
    if (used.length === 0) return { primal, tangent: zerosLike(tensor) };
    const [tangent] = grad(
      used.map((u) => u.g),
      dummy,
      {
        gradOutputs: used.map((u) => u.v),
        retainGraph: true,
        createGraph: levels.length > 1 || primal === tensor,
        materializeGrads: true,
      },
    );
    return { primal, tangent: tangent! };
  });
}
