import { ArgumentError, ShapeError } from '../../../errors.js';
import { composed } from '../../../op/composed.js';
import { defineOp } from '../../../op/define.js';
import type { FunctionOp } from '../../../op/info.js';
import { checkIntegers, checkNumber, checkOneOf, parseOptions } from '../../../op/options.js';
import { showShape } from '../../../shape.js';
import type { Tensor } from '../../../tensor.js';
import { copyOf } from '../../conversion/cast.js';
import { catAlong } from '../../movement/cat.js';
import { expand } from '../../movement/expand.js';
import { flip } from '../../movement/flip.js';
import { sliceDim } from '../../movement/slice.js';
import { constantPad } from '../constant-pad.js';

type Mode = 'constant' | 'reflect' | 'replicate' | 'circular';

export interface PadOptions {
  /** What the new places hold: `value`, the mirrored inside, the edge, or the other end (default `'constant'`). */
  mode?: Mode;
  /** Value for `'constant'` (default 0). */
  value?: number;
}

/** One dimension, both sides; the parts are views of the input, joined by one copy. */
function padDim(input: Tensor, dim: number, before: number, after: number, mode: Mode): Tensor {
  const n = input.shape[dim]!;
  // Negative padding cuts, as for constants.
  const inner = sliceDim(input, dim, Math.min(Math.max(-before, 0), n), Math.max(0, n - Math.max(-after, 0)));
  const b = Math.max(before, 0);
  const a = Math.max(after, 0);
  if (b === 0 && a === 0) return inner;
  const size = inner.shape[dim]!;
  const part = (from: number, to: number): Tensor => sliceDim(inner, dim, from, to);
  // The edge is the input's own, which the other side's cut may have taken away.
  const repeated = (at: number, times: number): Tensor =>
    expand(
      sliceDim(input, dim, at, at + 1),
      inner.shape.map((s, i) => (i === dim ? times : s)),
    );
  const parts: Tensor[] = [];
  if (b > 0) {
    if (mode === 'reflect') parts.push(flip(part(1, b + 1), dim));
    else
      parts.push(mode === 'replicate' ? repeated(0, Math.min(b, n + before + after)) : part(size - b, size));
  }
  parts.push(inner);
  if (a > 0) {
    if (mode === 'reflect') parts.push(flip(part(size - 1 - a, size - 1), dim));
    else parts.push(mode === 'replicate' ? repeated(n - 1, n + before + after - b - size) : part(0, a));
  }
  return catAlong(parts, dim);
}

function checkFits(input: Tensor, dim: number, before: number, after: number, mode: Mode): void {
  const n = input.shape[dim]!;
  const limit = mode === 'reflect' ? n - 1 : mode === 'circular' ? n : n === 0 ? 0 : Number.POSITIVE_INFINITY;
  if (Math.max(before, after) > limit) {
    throw new ShapeError(
      `pad: ${mode} padding [${before}, ${after}] needs more than the ${n} positions of dim ${dim} of ${showShape(input.shape)}`,
    );
  }
}

/**
 * The input with places added around it.
 *
 * @param pad places to add before and after the last dimension, then before and after the one before it, and so on;
 *   negative numbers cut places off
 * @param options.mode `'constant'` (default), `'reflect'`, `'replicate'` or `'circular'`
 * @param options.value value for `'constant'` (default 0)
 * @throws ShapeError when reflect or circular padding is larger than the dimension allows
 */
export const pad: FunctionOp<(input: Tensor, pad: readonly number[], options?: PadOptions) => Tensor> =
  defineOp(
    {
      name: 'pad',
      kind: 'composite',
      method: false,
      dtypes: 'any',
      tolerance: 'exact',
      torch: 'torch.nn.functional.pad',
      samples: (make) => [
        [make.tensor([2, 3]), [1, 2]],
        [make.tensor([2, 3]), [1, 0, -1, 2], { value: 1.5 }],
        [make.tensor([1, 2, 5]), [2, 3], { mode: 'reflect' }],
        [make.tensor([1, 2, 4, 5]), [2, 1, 1, 2], { mode: 'reflect' }],
        [make.tensor([1, 2, 4, 5]), [2, 1, 1, 3], { mode: 'replicate' }],
        [make.tensor([1, 2, 2, 5]), [-5, 2, -3, 3], { mode: 'replicate' }],
        [make.tensor([1, 2, 4, 5]), [2, 1, 4, 3], { mode: 'circular' }],
      ],
      errors: (make) => [
        {
          args: [make.tensor([2, 3]), [1]],
          error: ArgumentError,
          message: 'pad: pad must have an even number',
        },
        {
          args: [make.tensor([2, 3]), [1, 1, 1, 1, 1, 1]],
          error: ShapeError,
          message: 'pad: 3 pairs of padding for the 2 dimensions of [2, 3]',
        },
        {
          args: [make.tensor([1, 2, 3]), [3, 0], { mode: 'reflect' }],
          error: ShapeError,
          message: 'pad: reflect padding [3, 0] needs more than the 3 positions of dim 2 of [1, 2, 3]',
        },
        { args: [make.tensor([2, 3]), [-2, -2]], error: ShapeError, message: 'to sizes below 0' },
      ],
    },
    composed((input: Tensor, padding: readonly number[], options?: unknown) => {
      const o = parseOptions('pad', options, { mode: 'constant', value: 0 as number | null });
      const mode = checkOneOf('pad', 'mode', o.mode, ['constant', 'reflect', 'replicate', 'circular']);
      const value = o.value === null ? 0 : checkNumber('pad', 'value', o.value);
      const sizes = checkIntegers('pad', 'pad', padding);
      if (sizes.length % 2 === 1)
        throw new ArgumentError(`pad: pad must have an even number of elements, got [${sizes.join(', ')}]`);
      const pairs = sizes.length / 2;
      if (pairs > input.ndim) {
        throw new ShapeError(
          `pad: ${pairs} pairs of padding for the ${input.ndim} dimensions of ${showShape(input.shape)}`,
        );
      }
      const pair = (i: number, side: 0 | 1): number => {
        const at = input.ndim - 1 - i;
        return at < pairs ? sizes[2 * at + side]! : 0;
      };
      const before = input.shape.map((_, i) => pair(i, 0));
      const after = input.shape.map((_, i) => pair(i, 1));
      if (mode === 'constant') {
        const result = constantPad(input, before, after, value);
        return result === input ? copyOf(input) : result;
      }
      if (value !== 0) throw new ArgumentError(`pad: mode '${mode}' takes no value, got ${value}`);
      let result = input;
      for (let i = input.ndim - 1; i >= 0; i--) {
        if (before[i] === 0 && after[i] === 0) continue;
        checkFits(result, i, before[i]!, after[i]!, mode);
        result = padDim(result, i, before[i]!, after[i]!, mode);
      }
      return result === input ? copyOf(input) : result;
    }),
  );
