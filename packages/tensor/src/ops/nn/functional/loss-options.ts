import { DTypeError, ShapeError } from '../../../errors.js';
import type { Scalar } from '../../../expr/scalar.js';
import { checkOneOf } from '../../../op/options.js';
import { promoteTypes } from '../../../promote.js';
import { broadcastShapes, numel, sameShape, showShape } from '../../../shape.js';
import type { Tensor } from '../../../tensor.js';
import { to } from '../../conversion/to.js';
import type { FusedGradient } from '../fused.js';
import { Fused, FusedReduction } from '../fused.js';

/** What becomes of the single losses: all of them, their mean, or their sum. */
export type Reduction = 'none' | 'mean' | 'sum';

export const checkReduction = (op: string, v: unknown): Reduction =>
  checkOneOf(op, 'reduction', v, ['none', 'mean', 'sum']);

/** @throws DTypeError unless all are floating-point; complex numbers are accepted where `complex` says so */
export function checkFloating(
  op: string,
  tensors: Readonly<Record<string, Tensor | null>>,
  complex = false,
): void {
  for (const [name, t] of Object.entries(tensors)) {
    if (t !== null && t.dtype.kind !== 'float' && !(complex && t.dtype.kind === 'complex')) {
      throw new DTypeError(
        `${op}: ${name} must be floating-point, got ${t.dtype}; cast it with .to('float32')`,
      );
    }
  }
}

/** Integers and bool as float32, which PyTorch's losses of distances compute them in. */
export const asFloating = (t: Tensor): Tensor =>
  t.dtype.kind === 'int' || t.dtype.kind === 'bool' ? to(t, 'float32') : t;

/** @throws ShapeError unless input and target have one shape */
export function checkEqualShapes(op: string, input: Tensor, target: Tensor): void {
  if (!sameShape(input.shape, target.shape)) {
    throw new ShapeError(
      `${op}: target ${showShape(target.shape)} must have the shape of input ${showShape(input.shape)}`,
    );
  }
}

/**
 * A loss that is a formula of single elements: one kernel for all reductions, another for its gradients. The body's
 * last parameter is the factor that a mean needs.
 */
export class ElementwiseLoss {
  private readonly single: Fused;
  private readonly combined: FusedReduction;

  constructor(
    readonly name: string,
    inputs: number,
    params: number,
    body: (inputs: readonly Scalar[], params: readonly Scalar[]) => Scalar,
    gradient: FusedGradient | null = null,
  ) {
    this.single = new Fused(name, params, (x, p) => [body(x, p)], gradient);
    this.combined = new FusedReduction({
      name,
      inputs,
      params: params + 1,
      body: (x, p) => body(x, p).mul(p[params]!),
      ...(gradient === null ? {} : { gradient: (g, x, p) => gradient(g.mul(p[params]!), x, p) }),
    });
  }

  call(inputs: readonly Tensor[], reduction: Reduction, params: readonly number[] = []): Tensor {
    const common = inputs.map((t) => t.dtype).reduce(promoteTypes);
    const operands = inputs.map((t) => (t.dtype === common ? t : to(t, common)));
    if (reduction === 'none') return this.single.call(operands, params);
    const shape = broadcastShapes(
      this.name,
      operands.map((t) => t.shape),
    );
    const n = numel(shape);
    const empty = reduction === 'mean' && n === 0;
    const sum = this.combined.call(
      operands,
      shape.map((_, i) => i),
      { params: [...params, reduction === 'mean' && !empty ? 1 / n : 1] },
    );
    return empty ? nan.call([sum]) : sum;
  }
}

/** max(z, 0), whose gradient at 0 is that of z as in PyTorch's clamp. */
export const positivePart = (z: Scalar): Scalar => z.ge(0).where(z, 0);

/** The mean of nothing: 0/0. */
const nan = new Fused('meanOfNothing', 0, ([x]) => [x!.div(0)]);

/** PyTorch's warning about a target that is broadcast, which is nearly always a mistake. */
export function warnBroadcast(op: string, input: Tensor, target: Tensor): void {
  if (sameShape(input.shape, target.shape)) return;
  console.warn(
    `cresset: ${op}: target ${showShape(target.shape)} is broadcast against input ${showShape(input.shape)}; this is probably not what you want, make the shapes equal`,
  );
}
