import type { DType } from '../../dtype.js';
import { int64 } from '../../dtype.js';
import { buildExpr } from '../../expr/build.js';
import type { Scalar } from '../../expr/scalar.js';
import { constant, index, load, param } from '../../expr/scalar.js';
import { mapKernel, reduceKernel, runMap, runReduce } from '../../kernel/families.js';
import type { Kernel } from '../../kernel/kernel.js';
import { allocateTensor } from '../../memory/make.js';
import { Primitive } from '../../op/define.js';
import type { Shape } from '../../shape.js';
import { numel } from '../../shape.js';
import type { Tensor } from '../../tensor.js';
import { gatherAlong, scatterToZeros } from '../indexing/gather.js';
import { owned } from '../movement/dense.js';
import { reshape } from '../movement/reshape.js';
import { padSpatial } from './constant-pad.js';
import type { PoolAttributes } from './pooling.js';
import { poolGeometry } from './pooling.js';
import { windowsOf } from './windows.js';

/** What padding holds: nothing is larger only in an input of such values. */
export function lowest(t: DType): number {
  if (t.kind === 'float') return Number.NEGATIVE_INFINITY;
  return t.name === 'uint8' || t.kind === 'bool' ? 0 : -(2 ** (t.bytes * 8 - 1));
}

const extremes = new Map<DType, Kernel>();

/** Largest element over the windows' dims, with its position within the window. */
export function windowMax(all: Tensor, values: Tensor, positions: Tensor, dims: readonly number[]): void {
  const t = all.dtype;
  let kernel = extremes.get(t);
  if (kernel === undefined) {
    kernel = reduceKernel({
      prologue: buildExpr([load(0, t)], [t]),
      combine: 'argmax',
      accumulate: t,
      epilogue: buildExpr([load(0, t), load(1, int64)], [t, int64]),
    });
    extremes.set(t, kernel);
  }
  runReduce(kernel, [values, positions], [all], all.shape, dims);
}

const planePositions: (Kernel | undefined)[] = [];

/**
 * From positions within windows to positions in the plane. Parameters, from the last dimension to the first: windows,
 * kernel, stride, dilation, padding, size of the input.
 */
function planeKernel(rank: number): Kernel {
  const known = planePositions[rank];
  if (known !== undefined) return known;
  let window: Scalar = index();
  let inside: Scalar = load(0, int64);
  let flat: Scalar = constant(0, int64);
  let plane: Scalar = constant(1, int64);
  for (let i = 0; i < rank; i++) {
    const [windows, kernel, stride, dilation, padding, size] = Array.from({ length: 6 }, (_, k) =>
      param(i * 6 + k, int64),
    );
    const start = window.remainder(windows!).mul(stride!).sub(padding!);
    const at = start.add(inside.remainder(kernel!).mul(dilation!));
    // Where an input has nothing above −∞, padding may win; its place is moved to the edge.
    flat = flat.add(at.max(0).min(size!.sub(1)).mul(plane));
    plane = plane.mul(size!);
    window = window.floordiv(windows!);
    inside = inside.floordiv(kernel!);
  }
  const made = mapKernel(buildExpr([flat], [int64], rank * 6));
  planePositions[rank] = made;
  return made;
}

/** Input [N, C, *S]; outputs: largest elements and, int64, their positions in the plane of their channel. */
export const maxPool: Primitive<PoolAttributes> = new Primitive<PoolAttributes>({
  kind: 'composite',
  name: 'maxPool',
  savesOutputs: [1],
  infer: ([input], attributes) => {
    const { size } = poolGeometry(input!.shape, attributes);
    const shape = Object.freeze([...input!.shape.slice(0, 2), ...size]);
    return [
      { shape, dtype: input!.dtype },
      { shape, dtype: int64 },
    ];
  },
  body: ([input], attributes) => {
    const { kernel, stride, padding, dilation } = attributes;
    const { size, after } = poolGeometry(input!.shape, attributes);
    const source = padSpatial(input!, padding, after, lowest(input!.dtype));
    const all = windowsOf(source, { kernel, stride, dilation });
    const shape = Object.freeze([...input!.shape.slice(0, 2), ...size]);
    const values = allocateTensor(shape, input!.dtype, input!.device);
    const inWindow = allocateTensor(shape, int64, input!.device);
    const positions = allocateTensor(shape, int64, input!.device);
    windowMax(
      all,
      values,
      inWindow,
      kernel.map((_, i) => i + 2),
    );
    const rank = kernel.length;
    const params: number[] = [];
    for (let i = rank - 1; i >= 0; i--) {
      params.push(size[i]!, kernel[i]!, stride[i]!, dilation[i]!, padding[i]!, input!.shape[i + 2]!);
    }
    runMap(planeKernel(rank), [positions], [inWindow], params);
    return [values, positions];
  },
  gradient: (c, [g]) => [
    g === null ? null : maxPoolBackward.call([g!, c.output(1)], { inputShape: c.shape(0) })[0]!,
  ],
});

const planes = (t: Tensor): Tensor => reshape(t, [t.shape[0]!, t.shape[1]!, numel(t.shape.slice(2))]);

/** Zeros in the input's shape, to which gradients are added at the positions of the largest elements. */
export const maxPoolBackward: Primitive<{ readonly inputShape: Shape; readonly [name: string]: unknown }> =
  new Primitive<{ readonly inputShape: Shape; readonly [name: string]: unknown }>({
    kind: 'composite',
    name: 'maxPoolBackward',
    infer: ([grad], { inputShape }) => [{ shape: inputShape, dtype: grad!.dtype }],
    body: ([grad, positions], { inputShape }) => {
      const flat = Object.freeze([...inputShape.slice(0, 2), numel(inputShape.slice(2))]);
      return [owned(reshape(scatterToZeros(planes(grad!), 2, planes(positions!), flat), inputShape))];
    },
  });

/** The elements of planes [N, C, *S] at positions [N, C, *L]. */
export const atPositions = (input: Tensor, positions: Tensor): Tensor =>
  reshape(gatherAlong(planes(input), 2, planes(positions)), positions.shape);
