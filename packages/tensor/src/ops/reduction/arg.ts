import type { Combine } from '../../backend/spec.js';
import type { Device } from '../../device.js';
import type { DType } from '../../dtype.js';
import { int32, int64 } from '../../dtype.js';
import { buildExpr } from '../../expr/build.js';
import { load } from '../../expr/scalar.js';
import { reduceKernel, runReduce } from '../../kernel/families.js';
import type { Kernel } from '../../kernel/kernel.js';
import { Primitive } from '../../op/define.js';
import { checkBoolean, positionalOrNamed } from '../../op/options.js';
import { normalizeDim } from '../../shape.js';
import type { Tensor } from '../../tensor.js';
import { reshape } from '../movement/reshape.js';
import { putAlong } from '../sorting/along.js';
import type { ReduceAttributes } from './reduction.js';
import { accumulationType, checkNotEmpty, checkTensor, reducedShape } from './reduction.js';

/** Type of positions: int64 where the device computes with it, else int32. */
export function indexType(device: Device): DType {
  const support = device.backend.limits.support(int64);
  return support === 'arithmetic' || support === 'accelerated' ? int64 : int32;
}

export interface ArgAttributes extends ReduceAttributes {
  /** Null: the flattened tensor. */
  readonly dim: number | null;
}

/** Arguments `(dim, { keepdim })`, checked. */
export function argAttributes(op: string, input: Tensor, dim: unknown, options: unknown): ArgAttributes {
  checkTensor(op, input);
  const o = positionalOrNamed(op, 'dim', dim, options, { dim: null as number | null, keepdim: false });
  const keepdim = checkBoolean(op, 'keepdim', o.keepdim);
  if (o.dim === null) return { dim: null, dims: input.shape.map((_, i) => i), keepdim };
  const d = normalizeDim(op, o.dim, input.ndim);
  return { dim: d, dims: input.ndim === 0 ? [] : [d], keepdim };
}

type ArgCombine = Combine & ('argmax' | 'argmin');

function kernelOf(combine: ArgCombine, input: DType, position: DType, values: boolean): Kernel {
  const type = accumulationType(input);
  const at = load(1, int64).to(position);
  return reduceKernel({
    prologue: buildExpr([load(0, input).to(type)], [input]),
    combine,
    accumulate: type,
    epilogue: buildExpr(values ? [load(0, type).to(input), at] : [at], [type, int64]),
  });
}

function cached(combine: ArgCombine, values: boolean): (input: Tensor) => Kernel {
  const kernels: (Kernel | undefined)[] = [];
  return (input) => {
    const position = indexType(input.device);
    const at = input.dtype.id * 16 + position.id;
    kernels[at] ??= kernelOf(combine, input.dtype, position, values);
    return kernels[at];
  };
}

/** Only where the extreme stands. */
export function positionOnly(name: ArgCombine): Primitive<ArgAttributes> {
  const kernel = cached(name, false);
  return new Primitive<ArgAttributes>({
    kind: 'kernel',
    name,
    infer: ([input], attributes) => {
      checkNotEmpty(name, input!.shape, attributes);
      return [{ shape: reducedShape(input!.shape, attributes), dtype: indexType(input!.device) }];
    },
    run: ([input], outs, { dims }) => runReduce(kernel(input!), outs, [input!], input!.shape, dims),
  });
}

/** The extreme along one dimension and where it stands; the gradient goes there. */
export function withPosition(name: string, combine: ArgCombine): Primitive<ArgAttributes> {
  const kernel = cached(combine, true);
  return new Primitive<ArgAttributes>({
    kind: 'kernel',
    name,
    savesOutputs: [1],
    infer: ([input], attributes) => {
      checkNotEmpty(name, input!.shape, attributes);
      const shape = reducedShape(input!.shape, attributes);
      return [
        { shape, dtype: input!.dtype },
        { shape, dtype: indexType(input!.device) },
      ];
    },
    run: ([input], outs, { dims }) => runReduce(kernel(input!), outs, [input!], input!.shape, dims),
    gradient: (c, [g]) => {
      const { dims } = c.attributes as ArgAttributes;
      const shape = c.shape(0);
      const dim = dims[0];
      if (g === null || dim === undefined) return [g ?? null];
      const kept = shape.map((n, i) => (i === dim ? 1 : n));
      return [putAlong(reshape(g!, kept), reshape(c.output(1), kept), dim, shape[dim]!)];
    },
  });
}
