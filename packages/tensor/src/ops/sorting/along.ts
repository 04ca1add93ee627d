import type { Attributes } from '../../backend/contract.js';
import { runGather, runScatter } from '../../kernel/families.js';
import { Primitive } from '../../op/define.js';
import type { Tensor } from '../../tensor.js';
import { fillWith } from '../creation/creation.js';

interface Along extends Attributes {
  readonly dim: number;
  readonly size: number;
}

const without = (strides: readonly number[], dim: number): number[] =>
  strides.map((s, i) => (i === dim ? 0 : s));

/** Elements at `indices` along a dimension; the indices come from our own kernels and repeat nowhere. */
const pick: Primitive<Along> = new Primitive<Along>({
  kind: 'kernel',
  name: 'pickAlong',
  saves: [1],
  infer: ([input, indices]) => [{ shape: indices!.shape, dtype: input!.dtype }],
  run: ([input, indices], [out], { dim, size }) => {
    const step = input!.strides[dim] ?? 1;
    runGather(out!, input!, without(input!.strides, dim), [{ index: indices!, size, step }]);
  },
  gradient: (c, [g]) => [put.call([g!, c.input(1)], c.attributes as Along)[0]!, null],
});

const put: Primitive<Along> = new Primitive<Along>({
  kind: 'kernel',
  name: 'putAlong',
  saves: [1],
  infer: ([source], { dim, size }) => [
    { shape: Object.freeze(source!.shape.map((n, i) => (i === dim ? size : n))), dtype: source!.dtype },
  ],
  run: ([source, indices], [out], { dim, size }) => {
    fillWith(out!, 0);
    const step = out!.strides[dim] ?? 1;
    runScatter(
      'set',
      out!,
      without(out!.strides, dim),
      source!,
      [{ index: indices!, size, step }],
      source!.shape,
    );
  },
  gradient: (c, [g]) => [pick.call([g!, c.input(1)], c.attributes as Along)[0]!, null],
});

/** out[…, i, …] = input[…, indices[…, i, …], …]: the positions that a sort gave, applied to another tensor. */
export function pickAlong(input: Tensor, indices: Tensor, dim: number): Tensor {
  return pick.call([input, indices], { dim, size: input.shape[dim] ?? 1 })[0]!;
}

/** Zeros of `size` along `dim`, with the elements of `source` at `indices`: the inverse of `pickAlong`. */
export function putAlong(source: Tensor, indices: Tensor, dim: number, size: number): Tensor {
  return put.call([source, indices], { dim, size })[0]!;
}
