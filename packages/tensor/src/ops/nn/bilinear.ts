import { float32 } from '../../dtype.js';
import { DTypeError, ShapeError } from '../../errors.js';
import { composed } from '../../op/composed.js';
import { defineOp } from '../../op/define.js';
import type { FunctionOp } from '../../op/info.js';
import { positionalOrNamed } from '../../op/options.js';
import { sameShape, showShape } from '../../shape.js';
import type { Tensor } from '../../tensor.js';
import { add } from '../arithmetic/add.js';
import { mul } from '../arithmetic/mul.js';
import { to } from '../conversion/to.js';
import { matmul } from '../linalg/matmul.js';
import { reshape } from '../movement/reshape.js';
import { transpose } from '../movement/transpose.js';
import { unsqueeze } from '../movement/unsqueeze.js';
import { sum } from '../reduction/sum.js';

/**
 * y_k = x₁ · W_k · x₂ + b_k.
 *
 * @param input1 [*, in1]
 * @param input2 [*, in2]
 * @param weight [out, in1, in2]
 * @param bias [out] or null
 * @returns [*, out]
 */
export const bilinear: FunctionOp<
  (input1: Tensor, input2: Tensor, weight: Tensor, bias?: Tensor | null | { bias?: Tensor | null }) => Tensor
> = defineOp(
  {
    name: 'bilinear',
    kind: 'composite',
    method: false,
    tolerance: 'accumulate',
    torch: 'torch.nn.functional.bilinear',
    samples: (make) => [
      [make.tensor([4, 3]), make.tensor([4, 2]), make.tensor([5, 3, 2]), make.tensor([5])],
      [make.tensor([2, 4, 3]), make.tensor([2, 4, 2]), make.tensor([5, 3, 2])],
      [make.tensor([3]), make.tensor([2]), make.tensor([1, 3, 2]), { bias: make.tensor([1]) }],
    ],
    errors: (make) => [
      {
        args: [make.tensor([4, 3]), make.tensor([4, 2]), make.tensor([5, 3, 3])],
        error: ShapeError,
        message: 'bilinear: weight [5, 3, 3] must be [out, 3, 2] for inputs [4, 3] and [4, 2]',
      },
      {
        args: [make.tensor([4, 3]), make.tensor([3, 2]), make.tensor([5, 3, 2])],
        error: ShapeError,
        message: 'bilinear: inputs [4, 3] and [3, 2] must agree in all dimensions but the last',
      },
      {
        args: [make.tensor([4, 3]), make.tensor([4, 2]), make.tensor([5, 3, 2]), make.tensor([4])],
        error: ShapeError,
        message: 'bilinear: bias must be [5], got [4]',
      },
      {
        args: [make.tensor([4, 3]), make.tensor([4, 2]), make.tensor([5, 3, 2], { dtype: 'float16' })],
        error: DTypeError,
        message: 'bilinear: input1 is ',
      },
    ],
  },
  composed((input1: Tensor, input2: Tensor, weight: Tensor, given?: unknown) => {
    const o = positionalOrNamed('bilinear', 'bias', given, undefined, { bias: null as Tensor | null });
    const [a, b, w] = [input1.shape, input2.shape, weight.shape];
    if (a.length === 0 || !sameShape(a.slice(0, -1), b.slice(0, -1))) {
      throw new ShapeError(
        `bilinear: inputs ${showShape(a)} and ${showShape(b)} must agree in all dimensions but the last`,
      );
    }
    const [in1, in2] = [a[a.length - 1]!, b[b.length - 1]!];
    if (w.length !== 3 || w[1] !== in1 || w[2] !== in2) {
      throw new ShapeError(
        `bilinear: weight ${showShape(w)} must be [out, ${in1}, ${in2}] for inputs ${showShape(a)} and ${showShape(b)}`,
      );
    }
    const out = w[0]!;
    if (o.bias !== null && !sameShape(o.bias.shape, [out])) {
      throw new ShapeError(`bilinear: bias must be [${out}], got ${showShape(o.bias.shape)}`);
    }
    for (const [name, t] of Object.entries({ input2, weight, bias: o.bias })) {
      if (t !== null && t.dtype !== input1.dtype) {
        throw new DTypeError(
          `bilinear: input1 is ${input1.dtype}, but ${name} is ${t.dtype}; cast one with .to(…)`,
        );
      }
    }
    // [rows, in1] · [in1, out · in2] → [rows, out, in2], then a dot product with each x₂. Half types are rounded once.
    const half = input1.dtype.kind === 'float' && input1.dtype.bytes === 2;
    const [x1, x2, w3] = half
      ? [input1, input2, weight].map((t) => to(t, float32))
      : [input1, input2, weight];
    const rows = a.slice(0, -1).reduce((p, n) => p * n, 1);
    const left = matmul(reshape(x1!, [rows, in1]), reshape(transpose(w3!, 0, 1), [in1, out * in2]));
    const y = sum(mul(reshape(left, [rows, out, in2]), unsqueeze(reshape(x2!, [rows, in2]), 1)), 2, {
      dtype: x1!.dtype,
    });
    const result = reshape(y, [...a.slice(0, -1), out]);
    const whole = o.bias === null ? result : add(result, half ? to(o.bias, float32) : o.bias);
    return half ? to(whole, input1.dtype) : whole;
  }),
);
