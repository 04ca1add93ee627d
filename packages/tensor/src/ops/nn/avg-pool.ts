import type { Device } from '../../device.js';
import type { DType } from '../../dtype.js';
import { encode } from '../../io/elements.js';
import { Primitive } from '../../op/define.js';
import type { Shape } from '../../shape.js';
import { numel } from '../../shape.js';
import type { Tensor } from '../../tensor.js';
import { div } from '../arithmetic/div.js';
import { fromBytes } from '../creation/creation.js';
import { expand } from '../movement/expand.js';
import { reshape } from '../movement/reshape.js';
import { sum } from '../reduction/sum.js';
import { padSpatial } from './constant-pad.js';
import { Fused, FusedReduction } from './fused.js';
import type { PoolAttributes } from './pooling.js';
import { poolGeometry } from './pooling.js';
import { addWindows, windowsOf } from './windows.js';

export interface AvgPoolAttributes extends PoolAttributes {
  /** Whether places of the padding count as elements. */
  readonly countIncludePad: boolean;
  /** What sums are divided by; null: the number of elements. */
  readonly divisorOverride: number | null;
}

const scaledSum = new FusedReduction({
  name: 'avgPoolSum',
  inputs: 1,
  params: 1,
  body: ([x], [scale]) => x!.mul(scale!),
});
const product = new Fused('avgPoolScale', 0, ([x, f]) => [x!.mul(f!)]);
const scaled = new Fused('avgPoolScale', 1, ([x], [scale]) => [x!.mul(scale!)]);

/** How many elements each window along one dimension has. */
function windowSizes(n: number, count: number, k: number, s: number, p: number, include: boolean): number[] {
  return Array.from({ length: count }, (_, i) => {
    const start = i * s - p;
    // PyTorch counts the padding on both sides, but not what a window of `ceilMode` reaches beyond it.
    const end = Math.min(start + k, n + p);
    return include ? end - start : Math.min(end, n) - Math.max(start, 0);
  });
}

/** What the sums of the windows are divided by: one number if it is the same for all, else a list in the order of [*L]. */
function divisors(shape: Shape, a: AvgPoolAttributes): number | readonly number[] {
  const { kernel, stride, padding, countIncludePad, divisorOverride } = a;
  if (divisorOverride !== null) return divisorOverride;
  const { size } = poolGeometry(shape, a);
  const lists = kernel.map((k, i) =>
    windowSizes(shape[i + 2]!, size[i]!, k, stride[i]!, padding[i]!, countIncludePad),
  );
  if (lists.every((l, i) => l.every((n) => n === kernel[i]))) return numel(kernel);
  let values = [1];
  for (const l of lists) values = values.flatMap((v) => l.map((n) => v * n));
  return values;
}

/** Factors of the windows: one number if it is the same for all, else a tensor [*L]. */
function factors(shape: Shape, a: AvgPoolAttributes, dtype: DType, device: Device): number | Tensor {
  const values = divisors(shape, a);
  if (typeof values === 'number') return 1 / values;
  const bytes = encode(
    values.map((v) => 1 / v),
    dtype,
  );
  return fromBytes(bytes, Object.freeze(poolGeometry(shape, a).size), dtype, device);
}

const full = (
  a: AvgPoolAttributes,
): { kernel: readonly number[]; stride: readonly number[]; dilation: readonly number[] } => ({
  kernel: a.kernel,
  stride: a.stride,
  dilation: a.kernel.map(() => 1),
});

/** Input [N, C, *S]; attributes without dilation. */
export const avgPool: Primitive<AvgPoolAttributes> = new Primitive<AvgPoolAttributes>({
  kind: 'composite',
  name: 'avgPool',
  infer: ([input], attributes) => {
    const { size } = poolGeometry(input!.shape, attributes);
    return [{ shape: Object.freeze([...input!.shape.slice(0, 2), ...size]), dtype: input!.dtype }];
  },
  body: ([input], attributes) => {
    const { after } = poolGeometry(input!.shape, attributes);
    const all = windowsOf(padSpatial(input!, attributes.padding, after, 0), full(attributes));
    const dims = attributes.kernel.map((_, i) => i + 2);
    const f = factors(input!.shape, attributes, input!.dtype, input!.device);
    if (typeof f === 'number') return [scaledSum.call([all], dims, { params: [f] })];
    return [product.call([scaledSum.call([all], dims, { params: [1] }), f])];
  },
  gradient: (c, [g]) => [
    avgPoolBackward.call([g!], { ...(c.attributes as AvgPoolAttributes), inputShape: c.shape(0) })[0]!,
  ],
});

/** Every element of a window gets an equal share of the window's gradient. */
export const avgPoolBackward: Primitive<AvgPoolAttributes & { readonly inputShape: Shape }> = new Primitive<
  AvgPoolAttributes & { readonly inputShape: Shape }
>({
  kind: 'composite',
  name: 'avgPoolBackward',
  infer: ([grad], { inputShape }) => [{ shape: inputShape, dtype: grad!.dtype }],
  body: ([grad], attributes) => {
    const { kernel, padding, inputShape } = attributes;
    const { after, size } = poolGeometry(inputShape, attributes);
    const f = factors(inputShape, attributes, grad!.dtype, grad!.device);
    const share = typeof f === 'number' ? scaled.call([grad!], [f]) : product.call([grad!, f]);
    const [n, c] = inputShape;
    const all = expand(reshape(share, [n!, c!, ...kernel.map(() => 1), ...size]), [
      n!,
      c!,
      ...kernel,
      ...size,
    ]);
    const paddedShape = inputShape.map((s, i) => (i < 2 ? s : s + padding[i - 2]! + after[i - 2]!));
    const added = addWindows(all, Object.freeze(paddedShape), full(attributes));
    return [
      padSpatial(
        added,
        padding.map((p) => -p),
        after.map((p) => -p),
        0,
      ),
    ];
  },
});

/** Averages of floating-point numbers; those of integers are cut off towards 0, as in PyTorch. */
export function averaged(input: Tensor, attributes: AvgPoolAttributes): Tensor {
  if (input.dtype.kind === 'float') return avgPool.call([input], attributes)[0]!;
  const { dtype, device, shape } = input;
  const { after, size } = poolGeometry(shape, attributes);
  const all = windowsOf(padSpatial(input, attributes.padding, after, 0), full(attributes));
  const sums = sum(
    all,
    attributes.kernel.map((_, i) => i + 2),
  );
  const by = divisors(shape, attributes);
  const divisor =
    typeof by === 'number' ? by : fromBytes(encode(by, dtype), Object.freeze(size), dtype, device);
  return div(sums, divisor, { roundingMode: 'trunc' });
}
