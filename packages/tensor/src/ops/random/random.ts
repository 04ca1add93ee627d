import type { Device } from '../../device.js';
import { toDevice } from '../../device.js';
import type { DType } from '../../dtype.js';
import { bool, float32, float64, getDefaultDtype, int64, toDType } from '../../dtype.js';
import { DTypeError } from '../../errors.js';
import { buildExpr } from '../../expr/build.js';
import type { Scalar } from '../../expr/scalar.js';
import { index, load, param, uniform } from '../../expr/scalar.js';
import { mapKernel, runMap } from '../../kernel/families.js';
import type { Kernel } from '../../kernel/kernel.js';
import { laneCount, laneState, randomLanes } from '../../lanes/lanes.js';
import { allocateTensor } from '../../memory/make.js';
import { partOf } from '../../op/parts.js';
import type { Generator } from '../../random/generator.js';
import { nextRandom } from '../../random/generator.js';
import type { Shape } from '../../shape.js';
import type { Tensor } from '../../tensor.js';
import { type CreationOptions, creationDefaults } from '../creation/creation.js';

export interface RandomOptions extends CreationOptions {
  /** Stream to draw from (default: the default generator, see `manualSeed`). */
  generator?: Generator | null;
}

export const randomDefaults: Required<RandomOptions> = { ...creationDefaults, generator: null };

/** Draws and computes in float64 for float64, and in float32 for all else. */
const computeType = (dtype: DType): DType => (dtype === float64 ? float64 : float32);

/**
 * A distribution: how an element comes from uniform numbers.
 *
 * @param name tells this one from others: kernels are cached by it
 * @param draws uniform numbers an element takes
 * @param value from the uniforms in [0, 1), the parameters, and the elements of the inputs, all of one type
 */
export interface Distribution {
  readonly name: string;
  readonly draws: number;
  readonly params: number;
  /** Type to draw in; default: float64 for float64 results, else float32. */
  readonly type?: DType;
  /** Types of the parameters, where they aren't the one to draw in. */
  readonly paramTypes?: readonly DType[];
  readonly value: (
    u: readonly Scalar[],
    params: readonly Scalar[],
    inputs: readonly Scalar[],
    out: DType,
  ) => Scalar;
}

const kernels = new Map<string, Kernel>();

function kernelOf(d: Distribution, out: DType, inputs: readonly DType[]): Kernel {
  const type = d.type ?? computeType(out);
  const key = `${d.name} ${type.id} ${out.id} ${inputs.map((t) => t.id).join(' ')}`;
  let kernel = kernels.get(key);
  if (kernel === undefined) {
    const at = index();
    const draw = (k: number): Scalar => {
      const element = d.draws === 1 ? at : at.mul(d.draws).add(k);
      return uniform(param(0, float64), param(1, float64), type, element);
    };
    const u = Array.from({ length: d.draws }, (_, k) => draw(k));
    const params = Array.from({ length: d.params }, (_, k) => param(2 + k, d.paramTypes?.[k] ?? type));
    const loads = inputs.map((t, i) => load(i, t).to(type));
    kernel = mapKernel(buildExpr([d.value(u, params, loads, out).to(out)], inputs, 2 + d.params));
    kernels.set(key, kernel);
  }
  return kernel;
}

/** Fills `target` with draws of a distribution; nothing is checked or recorded. */
export function drawInto(
  target: Tensor,
  d: Distribution,
  params: readonly number[],
  generator: Generator | null,
  inputs: readonly Tensor[] = [],
): Tensor {
  const wordsOfDraw = (d.type ?? computeType(target.dtype)) === float64 ? 2 : 1;
  const elements = target.length * laneCount(target.lanes);
  const { seed, offset } = nextRandom(generator, elements * d.draws * wordsOfDraw, target.lanes);
  const types = inputs.map((t) => t.dtype);
  runMap(kernelOf(d, target.dtype, types), [target], inputs, [seed, offset, ...params]);
  return target;
}

/** A tensor to draw into: inside `vmap` with lanes of its own where the draws are to differ. */
export function allocateForDraws(shape: Shape, dtype: DType, device: Device): Tensor {
  const before = laneState.current;
  laneState.current = randomLanes();
  try {
    return allocateTensor(shape, dtype, device);
  } finally {
    laneState.current = before;
  }
}

/** A new tensor of draws. */
export function drawn(
  shape: Shape,
  dtype: DType,
  d: Distribution,
  params: readonly number[],
  o: RandomOptions,
): Tensor {
  const t = allocateForDraws(shape, dtype, toDevice(o.device));
  drawInto(t, d, params, o.generator ?? null);
  return o.requiresGrad === true ? t.requiresGrad_() : t;
}

/** As `drawn`, of complex numbers too: both parts are draws, one after the other. */
export function drawnParts(
  shape: Shape,
  dtype: DType,
  d: Distribution,
  params: readonly number[],
  o: RandomOptions,
): Tensor {
  if (dtype.kind !== 'complex') return drawn(shape, dtype, d, params, o);
  const t = allocateForDraws(shape, dtype, toDevice(o.device));
  for (const k of [0, 1] as const) {
    const part = partOf(t, k);
    drawInto(part, d, params, o.generator ?? null);
    part.dispose();
  }
  return o.requiresGrad === true ? t.requiresGrad_() : t;
}

/** @throws DTypeError for a dtype that no distribution over real numbers fits; complex ones where `complex` says so */
export function floatingType(
  op: string,
  dtype: RandomOptions['dtype'],
  fallback: DType = getDefaultDtype(),
  complex = false,
): DType {
  const t = dtype === null || dtype === undefined ? fallback : toDType(dtype);
  if (t.kind !== 'float' && !(complex && t.kind === 'complex'))
    throw new DTypeError(`${op}: has no rule for ${t} (it makes floating-point tensors)`);
  return t;
}

/**
 * Uniform numbers in [0, 1). Half types keep as many bits as their fractions have: rounding a finer number to them
 * could give 1.
 */
export const unit: Distribution = {
  name: 'unit',
  draws: 1,
  params: 0,
  value: ([u], _params, _inputs, out) => {
    if (out.bytes !== 2) return u!;
    const steps = out.name === 'float16' ? 2048 : 256;
    return u!
      .mul(steps)
      .floor()
      .mul(1 / steps);
  },
};

/** Uniform numbers in [low, high). */
export const between: Distribution = {
  name: 'between',
  draws: 1,
  params: 2,
  value: ([u], [low, high], inputs, out) => {
    const span = high!.sub(low!);
    return unit.value([u!], [], inputs, out).mul(span).add(low!);
  },
};

/**
 * Normal numbers by the method of Box and Muller (1958): √(−2 ln u) · cos 2πv. 1 − u is in (0, 1], and so has a
 * logarithm.
 */
export const gaussian: Distribution = {
  name: 'gaussian',
  draws: 2,
  params: 2,
  value: ([u, v], [mean, std]) => {
    const radius = u!.sub(1).neg().log().mul(-2).sqrt();
    return radius
      .mul(v!.mul(2 * Math.PI).cos())
      .mul(std!)
      .add(mean!);
  },
};

/** Mean and deviation of a draw such that the number has variance 1: each part of a complex one has half of it. */
export const standardNormal = (t: DType): readonly number[] => [0, t.kind === 'complex' ? Math.SQRT1_2 : 1];

/** Normal numbers, with means and deviations from tensors. */
export const gaussianOf: Distribution = {
  name: 'gaussianOf',
  draws: 2,
  params: 0,
  value: (u, _params, [mean, std], out) => gaussian.value(u, [mean!, std!], [], out),
};

/** Integers in [low, low + span), from 24 random bits: enough for spans up to 2^20. */
export const integers: Distribution = {
  name: 'integers',
  draws: 1,
  params: 2,
  type: float32,
  paramTypes: [int64, float32],
  value: ([u], [low, span]) => u!.mul(span!).floor().min(span!.sub(1)).to(int64).add(low!),
};

/** The same from 53 bits, for wide spans. */
export const wideIntegers: Distribution = {
  ...integers,
  name: 'wideIntegers',
  type: float64,
  paramTypes: [int64, float64],
};

/** 1 with the probability that a tensor tells. */
export const coinOf: Distribution = {
  name: 'coinOf',
  draws: 1,
  params: 0,
  value: ([u], _params, [p]) => u!.lt(p!).to(u!.dtype),
};

/** 1 with probability p. */
export const coin: Distribution = {
  name: 'coin',
  draws: 1,
  params: 1,
  value: ([u], [p], _inputs, out) => (out === bool ? u!.lt(p!) : u!.lt(p!).to(u!.dtype)),
};

/** Exponential numbers of rate λ: −ln(1 − u) / λ. */
export const exponentialOf: Distribution = {
  name: 'exponential',
  draws: 1,
  params: 1,
  value: ([u], [rate]) => u!.sub(1).neg().log().neg().div(rate!),
};

/** Cauchy numbers: median + σ tan π(u − ½). */
export const cauchyOf: Distribution = {
  name: 'cauchy',
  draws: 1,
  params: 2,
  value: ([u], [median, sigma]) => u!.sub(0.5).mul(Math.PI).tan().mul(sigma!).add(median!),
};

/** Numbers whose logarithm is normal. */
export const logNormalOf: Distribution = {
  name: 'logNormal',
  draws: 2,
  params: 2,
  value: (u, params, inputs, out) => gaussian.value(u, params, inputs, out).exp(),
};

/** Number of trials up to the first success of probability p: ⌈ln(1 − u) / ln(1 − p)⌉, at least 1. */
export const geometricOf: Distribution = {
  name: 'geometric',
  draws: 1,
  params: 1,
  value: ([u], [p]) => {
    const one = p!.mul(0).add(1);
    return one.sub(u!).log().div(one.sub(p!).log()).ceil().max(1);
  },
};
