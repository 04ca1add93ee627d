import type { DType } from '../../dtype.js';
import { float32, float64 } from '../../dtype.js';
import { ArgumentError, DTypeError } from '../../errors.js';
import { buildExpr } from '../../expr/build.js';
import { partType } from '../../expr/complex.js';
import { load, param, uniform } from '../../expr/scalar.js';
import { mapKernel, runMap } from '../../kernel/families.js';
import type { Kernel } from '../../kernel/kernel.js';
import { laneCount } from '../../lanes/lanes.js';
import { allocateTensor } from '../../memory/make.js';
import { Primitive } from '../../op/define.js';
import { checkBoolean, checkNumber, positionalOrNamed } from '../../op/options.js';
import { nextRandom } from '../../random/generator.js';
import type { Shape } from '../../shape.js';
import type { Tensor } from '../../tensor.js';
import { fillWith } from '../creation/creation.js';
import { accumulationType } from '../reduction/reduction.js';

interface DropoutAttributes {
  readonly p: number;
  readonly seed: number;
  readonly offset: number;
  readonly [name: string]: unknown;
}

const kernels: (Kernel | undefined)[] = [];

/** x / (1 − p) where u ≥ p, else 0. The uniforms are float32 for every dtype, so that the mask is the same for all. */
function dropoutKernel(t: DType): Kernel {
  let kernel = kernels[t.id];
  if (kernel === undefined) {
    const compute = accumulationType(t);
    const kept = uniform(param(0, float64), param(1, float64), float32).ge(param(2, float32));
    const value = kept.where(load(0, t).to(compute).mul(param(3, compute)), 0);
    kernel = mapKernel(buildExpr([value.to(t)], [t], 4));
    kernels[t.id] = kernel;
  }
  return kernel;
}

export function writeDropout(out: Tensor, input: Tensor, { p, seed, offset }: DropoutAttributes): void {
  runMap(dropoutKernel(input.dtype), [out], [input], [seed, offset, p, p === 1 ? 0 : 1 / (1 - p)]);
}

/** Its gradient is the same op with the same seed and offset: the mask is drawn again and needs no memory. */
export const dropoutPrimitive: Primitive<DropoutAttributes> = new Primitive<DropoutAttributes>({
  kind: 'kernel',
  name: 'dropout',
  infer: ([input]) => [{ shape: input!.shape, dtype: input!.dtype }],
  run: ([input], [out], attributes) => writeDropout(out!, input!, attributes),
  gradient: (c, [g]) => [dropoutPrimitive.call([g!], c.attributes as DropoutAttributes)[0]!],
});

export interface DropoutOptions {
  /** Probability of an element to be zeroed (default 0.5). */
  p?: number;
  /** Without it, nothing happens (default true). */
  training?: boolean;
  /** Write the result over the input (default false). */
  inplace?: boolean;
}

/** Options, checked. */
export function dropoutOptions(
  op: string,
  input: Tensor | null,
  p: unknown,
  options: unknown,
): Required<DropoutOptions> {
  const o = positionalOrNamed(op, 'p', p, options, { p: 0.5, training: true, inplace: false });
  const probability = checkNumber(op, 'p', o.p);
  if (!(probability >= 0 && probability <= 1)) {
    throw new ArgumentError(`${op}: p must be between 0 and 1, got ${probability}`);
  }
  if (input !== null && input.dtype.kind !== 'float' && input.dtype.kind !== 'complex')
    throw new DTypeError(`${op}: has no rule for ${input.dtype}`);
  return {
    p: probability,
    training: checkBoolean(op, 'training', o.training),
    inplace: checkBoolean(op, 'inplace', o.inplace),
  };
}

/** Ones of `shape`, real where `like` is complex, dropped: factors that a tensor is multiplied with. */
export function dropoutFactors(shape: Shape, p: number, like: Tensor): Tensor {
  const { dtype } = like;
  const factors = allocateTensor(shape, dtype.kind === 'complex' ? partType(dtype) : dtype, like.device);
  fillWith(factors, 1);
  writeDropout(factors, factors, drawDropout(p, factors));
  return factors;
}

/** The random numbers for one call on a mask like `mask`. */
export function drawDropout(p: number, mask: Tensor): DropoutAttributes {
  const { seed, offset } = nextRandom(null, mask.length * laneCount(mask.lanes), mask.lanes);
  return { p, seed, offset };
}
