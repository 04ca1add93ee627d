import { float32 } from '../../dtype.js';
import { Primitive } from '../../op/define.js';
import type { Shape } from '../../shape.js';
import { numel } from '../../shape.js';
import type { Tensor } from '../../tensor.js';
import { castTo } from '../conversion/cast.js';
import { matmul } from '../linalg/matmul.js';
import { owned } from '../movement/dense.js';
import { permute } from '../movement/permute.js';
import { reshape } from '../movement/reshape.js';
import { transpose } from '../movement/transpose.js';
import { sum } from '../reduction/sum.js';
import { padSpatial } from './constant-pad.js';
import { Fused } from './fused.js';
import { addWindows, windowCount, windowsOf } from './windows.js';

export interface ConvolutionAttributes {
  /** One a spatial dimension, as are padding (the same on both sides) and dilation. */
  readonly stride: readonly number[];
  readonly padding: readonly number[];
  readonly dilation: readonly number[];
  readonly groups: number;
  readonly [name: string]: unknown;
}

type InputAttributes = ConvolutionAttributes & { readonly inputShape: Shape };
type WeightAttributes = ConvolutionAttributes & { readonly weightShape: Shape };

export const addChannelBias = new Fused('addBias', 0, ([x, bias]) => [x!.add(bias!)]);

/** [C] as [C, 1, …], to go along with [N, C, *S]. */
export const alongChannels = (t: Tensor, ndim: number): Tensor =>
  reshape(t, [t.length, ...new Array<number>(ndim - 2).fill(1)]);

const padded = (input: Tensor, padding: readonly number[]): Tensor => padSpatial(input, padding, padding, 0);

/** Half types, of which many are added here: done in float32, and rounded once. */
const isHalf = (t: Tensor): boolean => t.dtype.kind === 'float' && t.dtype.bytes === 2;
const wide = (t: Tensor): Tensor => castTo(t, float32);

const spatial = (shape: Shape): Shape => shape.slice(2);

/** Weight [O, C/G, *K] as [G, O/G, C/G·K]. */
const weightMatrix = (weight: Tensor, groups: number): Tensor =>
  reshape(weight, [groups, weight.shape[0]! / groups, numel(weight.shape.slice(1))]);

/** [N, O, *L] as [N, G, O/G, L]. */
const groupedPlanes = (t: Tensor, groups: number): Tensor =>
  reshape(t, [t.shape[0]!, groups, t.shape[1]! / groups, numel(spatial(t.shape))]);

const channelDims = (ndim: number): number[] => [0, ...Array.from({ length: ndim - 2 }, (_, i) => i + 2)];

/**
 * Convolution: input [N, C, *S], weight [O, C/groups, *K], bias [O] or null. The composite form is a matrix product of
 * the weight with the windows of the padded input, copied side by side ("im2col").
 */
export const convolution: Primitive<ConvolutionAttributes> = new Primitive<ConvolutionAttributes>({
  kind: 'composite',
  name: 'convolution',
  saves: [0, 1],
  infer: ([input, weight], { stride, padding, dilation }) => {
    const size = spatial(input!.shape).map((n, i) =>
      windowCount(n + 2 * padding[i]!, weight!.shape[i + 2]!, stride[i]!, dilation[i]!),
    );
    return [{ shape: Object.freeze([input!.shape[0]!, weight!.shape[0]!, ...size]), dtype: input!.dtype }];
  },
  body: ([input, weight, bias], { stride, padding, dilation, groups }) => {
    const [n, c] = input!.shape;
    const kernel = spatial(weight!.shape);
    const all = windowsOf(padded(input!, padding), { kernel, stride, dilation });
    const size = all.shape.slice(2 + kernel.length);
    const columns = reshape(all, [n!, groups, (c! / groups) * numel(kernel), numel(size)]);
    const product = matmul(weightMatrix(weight!, groups), columns);
    const out = owned(reshape(product, [n!, weight!.shape[0]!, ...size]));
    if (bias) addChannelBias.update(out, [alongChannels(bias, out.ndim)]);
    return [out];
  },
  gradient: (c, [g]) => {
    const attributes = c.attributes as ConvolutionAttributes;
    return [
      c.needs(0)
        ? convolutionBackwardInput.call([g!, c.input(1)], { ...attributes, inputShape: c.shape(0) })[0]!
        : null,
      c.needs(1)
        ? convolutionBackwardWeight.call([g!, c.input(0)], { ...attributes, weightShape: c.shape(1) })[0]!
        : null,
      c.needs(2) ? sum(g!, channelDims(g!.ndim)) : null,
    ];
  },
});

/** Gradient by the input: the product with the transposed weight, its columns added where they were read ("col2im"). */
export const convolutionBackwardInput: Primitive<InputAttributes> = new Primitive<InputAttributes>({
  kind: 'composite',
  name: 'convolutionBackwardInput',
  infer: ([grad], { inputShape }) => [{ shape: inputShape, dtype: grad!.dtype }],
  body: ([grad, weight], { stride, padding, dilation, groups, inputShape }) => {
    if (isHalf(grad!)) {
      const attributes = { stride, padding, dilation, groups, inputShape };
      const out = convolutionBackwardInput.call([wide(grad!), wide(weight!)], attributes)[0]!;
      return [castTo(out, grad!.dtype)];
    }
    const kernel = spatial(weight!.shape);
    const columns = matmul(transpose(weightMatrix(weight!, groups), -1, -2), groupedPlanes(grad!, groups));
    const [n, c] = inputShape;
    const all = reshape(columns, [n!, c!, ...kernel, ...spatial(grad!.shape)]);
    const paddedShape = inputShape.map((s, i) => (i < 2 ? s : s + 2 * padding[i - 2]!));
    const added = addWindows(all, Object.freeze(paddedShape), { kernel, stride, dilation });
    const crop = padding.map((p) => -p);
    return [padSpatial(added, crop, crop, 0)];
  },
});

/** Gradient by the weight: the product of the gradient with the windows, over batch and positions at once. */
export const convolutionBackwardWeight: Primitive<WeightAttributes> = new Primitive<WeightAttributes>({
  kind: 'composite',
  name: 'convolutionBackwardWeight',
  infer: ([grad], { weightShape }) => [{ shape: weightShape, dtype: grad!.dtype }],
  body: ([grad, input], { stride, padding, dilation, groups, weightShape }) => {
    const kernel = spatial(weightShape);
    const rank = kernel.length;
    const [n, c] = input!.shape;
    const all = windowsOf(padded(input!, padding), { kernel, stride, dilation });
    const size = all.shape.slice(2 + rank);
    const grouped = reshape(all, [n!, groups, c! / groups, ...kernel, ...size]);
    // [G, N, *L, C/G, *K]: one copy brings the summed dimensions together.
    const range = (from: number): number[] => Array.from({ length: rank }, (_, i) => from + i);
    const rows = numel(size) * n!;
    const columns = reshape(permute(grouped, [1, 0, ...range(3 + rank), 2, ...range(3)]), [
      groups,
      rows,
      (c! / groups) * numel(kernel),
    ]);
    const o = weightShape[0]! / groups;
    const left = reshape(permute(groupedPlanes(grad!, groups), [1, 2, 0, 3]), [groups, o, rows]);
    return [owned(reshape(matmul(left, columns), weightShape))];
  },
});

/** The transpose of a convolution: input [N, C, *S], weight [C, O/groups, *K], bias [O] or null. */
export const convolutionTranspose: Primitive<ConvolutionAttributes & { readonly outputShape: Shape }> =
  new Primitive<ConvolutionAttributes & { readonly outputShape: Shape }>({
    kind: 'composite',
    name: 'convolutionTranspose',
    saves: [0, 1],
    infer: ([input], { outputShape }) => [{ shape: outputShape, dtype: input!.dtype }],
    body: ([input, weight, bias], { outputShape, ...attributes }) => {
      if (isHalf(input!)) {
        const operands = [wide(input!), wide(weight!), bias ? wide(bias) : null];
        const all = { outputShape, ...(attributes as unknown as ConvolutionAttributes) };
        return [castTo(convolutionTranspose.call(operands, all)[0]!, input!.dtype)];
      }
      const out = convolutionBackwardInput.call([input!, weight!], {
        ...(attributes as unknown as ConvolutionAttributes),
        inputShape: outputShape,
      })[0]!;
      if (bias) addChannelBias.update(out, [alongChannels(bias, out.ndim)]);
      return [out];
    },
    gradient: (c, [g]) => {
      const attributes = c.attributes as ConvolutionAttributes;
      return [
        c.needs(0) ? convolution.call([g!, c.input(1), null], attributes)[0]! : null,
        c.needs(1)
          ? convolutionBackwardWeight.call([c.input(0), g!], { ...attributes, weightShape: c.shape(1) })[0]!
          : null,
        c.needs(2) ? sum(g!, channelDims(g!.ndim)) : null,
      ];
    },
  });
