import type { DType } from '../../dtype.js';
import { getDefaultDtype } from '../../dtype.js';
import { ArgumentError } from '../../errors.js';
import { buildExpr } from '../../expr/build.js';
import { load } from '../../expr/scalar.js';
import { mapKernel, reduceKernel, runMap, runReduce } from '../../kernel/families.js';
import type { Kernel } from '../../kernel/kernel.js';
import { allocateTensor, makeView } from '../../memory/make.js';
import { composed } from '../../op/composed.js';
import { defineOp, Primitive } from '../../op/define.js';
import type { Op } from '../../op/info.js';
import type { Dims } from '../../op/signatures.js';
import type { Tensor } from '../../tensor.js';
import { add } from '../arithmetic/add.js';
import { mul } from '../arithmetic/mul.js';
import { sub } from '../arithmetic/sub.js';
import { where } from '../comparison/where.js';
import { real } from '../complex/real.js';
import { castTo } from '../conversion/cast.js';
import { fillWith } from '../creation/creation.js';
import { reshape } from '../movement/reshape.js';
import { exp } from '../pointwise/exp.js';
import { isinf } from '../pointwise/isinf.js';
import { log } from '../pointwise/log.js';
import { amax } from './amax.js';
import type { ReduceAttributes } from './reduction.js';
import { accumulationType, expandTo, reduceAttributes, reducedCount, reducedShape } from './reduction.js';
import { sum } from './sum.js';

const kernels: ([Kernel, Kernel, Kernel] | undefined)[] = [];

/** The largest element (0 where it is infinite), ln Σ exp(x − largest), and the two together. */
function kernelsOf(dtype: DType): [Kernel, Kernel, Kernel] {
  const type = accumulationType(dtype);
  const x = load(0, dtype).to(type);
  const top = load(0, type);
  const largest = reduceKernel({
    prologue: buildExpr([x], [dtype]),
    combine: 'max',
    accumulate: type,
    epilogue: buildExpr([top.isinf().where(0, top)], [type]),
  });
  const total = reduceKernel({
    prologue: buildExpr([x.sub(load(1, type)).exp()], [dtype, type]),
    combine: 'sum',
    accumulate: type,
    epilogue: buildExpr([load(0, type).log()], [type]),
  });
  const together = mapKernel(buildExpr([load(0, type).add(load(1, type)).to(dtype)], [type, type]));
  return [largest, total, together];
}

/** Counted from the largest real part, which takes no part in the gradient: it cancels out. */
const ofComplex = composed((input: Tensor, attributes: ReduceAttributes): Tensor => {
  const { dims } = attributes;
  let total: Tensor;
  if (reducedCount(input.shape, attributes) === 0) total = log(sum(input, dims, { keepdim: true }));
  else {
    const largest = amax(real(input.detach()), dims, { keepdim: true });
    const top = where(isinf(largest), 0, largest);
    total = add(log(sum(exp(sub(input, top)), dims, { keepdim: true })), top);
  }
  return reshape(total, reducedShape(input.shape, attributes));
});

const primitive: Primitive<ReduceAttributes> = new Primitive<ReduceAttributes>({
  kind: 'kernel',
  name: 'logsumexp',
  saves: [0],
  savesOutputs: [0],
  infer: ([input], attributes) => [{ shape: reducedShape(input!.shape, attributes), dtype: input!.dtype }],
  run: ([input], [out], attributes) => {
    const { shape, dtype, device } = input!;
    if (reducedCount(shape, attributes) === 0) {
      fillWith(out!, -Infinity);
      return;
    }
    kernels[dtype.id] ??= kernelsOf(dtype);
    const [largest, total, together] = kernels[dtype.id]!;
    const type = accumulationType(dtype);
    const top = allocateTensor(reducedShape(shape, { ...attributes, keepdim: true }), type, device);
    runReduce(largest, [top], [input!], shape, attributes.dims);
    const log = allocateTensor(top.shape, type, device);
    runReduce(total, [log], [input!, top], shape, attributes.dims);
    const window = makeView(out!, top.shape, top.strides, out!.offset);
    runMap(together, [window], [log, top]);
    window.dispose();
    top.dispose();
    log.dispose();
  },
  gradient: (c, [g]) => {
    const attributes = c.attributes as ReduceAttributes;
    const shape = c.shape(0);
    const share = exp(sub(c.input(0), expandTo(c.output(0), shape, attributes)));
    return [mul(expandTo(g!, shape, attributes), share)];
  },
});

/**
 * ln Σ exp(x) along some dimensions, without overflow. Integers and bool give float32.
 *
 * @param dim dimension or dimensions to reduce
 * @param options.keepdim keep reduced dimensions with size 1 (default false)
 */
export const logsumexp: Op<(input: Tensor, dim: Dims, options?: { keepdim?: boolean }) => Tensor> = defineOp(
  {
    name: 'logsumexp',
    kind: 'kernel',
    dtypes: 'number',
    complex: true,
    tolerance: 'accumulate',
    samples: (make) => [
      [make.tensor([3, 4]), 1],
      [make.tensor([3, 4, 5]), [0, -1], { keepdim: true }],
      [make.tensor([4], { low: 80, high: 100 }), 0],
      [make.tensor([]), 0],
      [make.tensor([0, 3]), 1],
    ],
    errors: (make) => [
      { args: [make.tensor([2, 3])], error: ArgumentError, message: 'logsumexp: dim must be given' },
    ],
  },
  (input: Tensor, dim?: unknown, options?: unknown) => {
    if (dim === undefined) throw new ArgumentError('logsumexp: dim must be given');
    const attributes = reduceAttributes('logsumexp', input, dim, options, true);
    if (input.dtype.kind === 'complex') return ofComplex(input, attributes);
    const x = input.dtype.kind === 'float' ? input : castTo(input, getDefaultDtype());
    return primitive.call([x], attributes)[0]!;
  },
);
