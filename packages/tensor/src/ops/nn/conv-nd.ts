import { int64 } from '../../dtype.js';
import { ArgumentError, DTypeError, ShapeError } from '../../errors.js';
import { composed } from '../../op/composed.js';
import { checkInteger, checkIntegers, positionalOrNamed } from '../../op/options.js';
import { sameShape, showShape } from '../../shape.js';
import type { Tensor } from '../../tensor.js';
import { add } from '../arithmetic/add.js';
import { sub } from '../arithmetic/sub.js';
import { complex } from '../complex/complex.js';
import { imag } from '../complex/imag.js';
import { real } from '../complex/real.js';
import { squeeze } from '../movement/squeeze.js';
import { unsqueeze } from '../movement/unsqueeze.js';
import { padSpatial } from './constant-pad.js';
import { convolution, convolutionTranspose } from './convolution.js';

/** One number for all spatial dimensions, or one for each. */
export type Size = number | readonly number[];

export interface ConvOptions {
  /** [O] (default: none). */
  bias?: Tensor | null;
  /** Distance between windows (default 1). */
  stride?: Size;
  /** Zeros added on both sides (default 0); `'same'` keeps the size, `'valid'` adds none. */
  padding?: Size | 'same' | 'valid';
  /** Distance between the elements of a window (default 1). */
  dilation?: Size;
  /** Parts into which channels are divided, each convolved by itself (default 1). */
  groups?: number;
}

export interface ConvTransposeOptions {
  /** [O] (default: none). */
  bias?: Tensor | null;
  /** Distance between windows (default 1). */
  stride?: Size;
  /** Places cut off on both sides (default 0). */
  padding?: Size;
  /** Places added at the end of each dimension (default 0). */
  outputPadding?: Size;
  /** Parts into which channels are divided (default 1). */
  groups?: number;
  /** Distance between the elements of a window (default 1). */
  dilation?: Size;
}

/** The largest window, stride, padding or dilation: native engines keep these in 32 bits, PyTorch does too. */
const LARGEST = 2 ** 31 - 1;

/** A `Size` as one number a dimension. @throws ArgumentError below `low` or beyond 32 bits */
export function sizes(op: string, name: string, v: unknown, rank: number, low: number): number[] {
  const list = checkIntegers(op, name, Array.isArray(v) && v.length === 1 ? v[0] : v, rank);
  for (const n of list) checkInteger(op, name, n, low, LARGEST);
  return list;
}

function checkOperands(op: string, input: Tensor, weight: Tensor, bias: Tensor | null, rank: number): Tensor {
  if (weight.ndim !== rank + 2) {
    throw new ShapeError(`${op}: weight must have ${rank + 2} dimensions, got ${showShape(weight.shape)}`);
  }
  if (input.ndim !== rank + 1 && input.ndim !== rank + 2) {
    throw new ShapeError(
      `${op}: input must have ${rank + 2} dimensions (or ${rank + 1} without a batch), got ${showShape(input.shape)}`,
    );
  }
  const { dtype } = input;
  if (dtype.kind !== 'float' && dtype.kind !== 'complex' && dtype !== int64) {
    throw new DTypeError(
      `${op}: has no rule for ${dtype} (it takes floating-point, complex and int64 tensors)`,
    );
  }
  for (const [name, t] of [['weight', weight] as const, ['bias', bias] as const]) {
    if (t !== null && t.dtype !== input.dtype) {
      throw new DTypeError(`${op}: input is ${input.dtype}, but ${name} is ${t.dtype}; cast one with .to(…)`);
    }
  }
  return input.ndim === rank + 2 ? input : unsqueeze(input, 0);
}

function checkBias(op: string, bias: Tensor | null, channels: number): void {
  if (bias !== null && !sameShape(bias.shape, [channels])) {
    throw new ShapeError(`${op}: bias must be [${channels}], got ${showShape(bias.shape)}`);
  }
}

/** Padding as `[before, after]` a dimension. */
function paddings(
  op: string,
  v: unknown,
  kernel: readonly number[],
  stride: readonly number[],
  dilation: readonly number[],
): { padding: number[]; extra: number[] } {
  const none = kernel.map(() => 0);
  if (v === 'valid') return { padding: none, extra: none };
  if (v === 'same') {
    if (stride.some((s) => s !== 1)) {
      throw new ArgumentError(`${op}: padding 'same' needs stride 1, got [${stride.join(', ')}]`);
    }
    const total = kernel.map((k, i) => dilation[i]! * (k - 1));
    // An odd number of places is divided with one more at the end, as in PyTorch.
    return { padding: total.map((t) => Math.floor(t / 2)), extra: total.map((t) => t % 2) };
  }
  if (typeof v === 'string') {
    throw new ArgumentError(`${op}: padding must be numbers, 'same' or 'valid', got '${v}'`);
  }
  return { padding: sizes(op, 'padding', v, kernel.length, 0), extra: none };
}

type Convolve = (input: Tensor, weight: Tensor, bias: Tensor | null) => Tensor;

/** A convolution of complex numbers is four of their parts, like a product. */
const ofParts = composed((f: Convolve, input: Tensor, weight: Tensor, bias: Tensor | null): Tensor => {
  const [xr, xi, wr, wi] = [real(input), imag(input), real(weight), imag(weight)];
  const [br, bi] = bias === null ? [null, null] : [real(bias), imag(bias)];
  return complex(sub(f(xr, wr, br), f(xi, wi, null)), add(f(xr, wi, bi), f(xi, wr, null)));
});

const convolve = (f: Convolve, input: Tensor, weight: Tensor, bias: Tensor | null): Tensor =>
  input.dtype.kind === 'complex' ? ofParts(f, input, weight, bias) : f(input, weight, bias);

/** The common course of conv1d, conv2d and conv3d. */
export function convNd(
  op: string,
  rank: number,
  input: Tensor,
  weight: Tensor,
  bias: unknown,
  options: unknown,
): Tensor {
  const o = positionalOrNamed(op, 'bias', bias, options, {
    bias: null as Tensor | null,
    stride: 1 as Size,
    padding: 0 as Size | string,
    dilation: 1 as Size,
    groups: 1,
  });
  const batch = checkOperands(op, input, weight, o.bias, rank);
  const stride = sizes(op, 'stride', o.stride, rank, 1);
  const dilation = sizes(op, 'dilation', o.dilation, rank, 1);
  const groups = checkInteger(op, 'groups', o.groups, 1);
  const [channels, outChannels, perGroup] = [batch.shape[1]!, weight.shape[0]!, weight.shape[1]!];
  if (channels !== perGroup * groups) {
    throw new ShapeError(
      `${op}: input ${showShape(input.shape)} has ${channels} channels, but weight ${showShape(weight.shape)} with ${groups} group(s) expects ${perGroup * groups}`,
    );
  }
  if (outChannels % groups !== 0) {
    throw new ShapeError(`${op}: ${outChannels} output channels can't be divided into ${groups} groups`);
  }
  checkBias(op, o.bias, outChannels);
  const kernel = weight.shape.slice(2);
  const { padding, extra } = paddings(op, o.padding, kernel, stride, dilation);
  const source = padSpatial(
    batch,
    extra.map(() => 0),
    extra,
    0,
  );
  kernel.forEach((k, i) => {
    const have = source.shape[i + 2]! + 2 * padding[i]!;
    const reach = dilation[i]! * (k - 1) + 1;
    if (k < 1 || reach > have) {
      throw new ShapeError(
        `${op}: a kernel of ${k} (reaching over ${reach} positions) doesn't fit dim ${i + 2} of the input, ${have} positions with padding`,
      );
    }
  });
  const attributes = { stride, padding, dilation, groups };
  const out = convolve((x, w, b) => convolution.call([x, w, b], attributes)[0]!, source, weight, o.bias);
  return batch === input ? out : squeeze(out, 0);
}

/** The common course of convTranspose1d, 2d and 3d. */
export function convTransposeNd(
  op: string,
  rank: number,
  input: Tensor,
  weight: Tensor,
  bias: unknown,
  options: unknown,
): Tensor {
  const o = positionalOrNamed(op, 'bias', bias, options, {
    bias: null as Tensor | null,
    stride: 1 as Size,
    padding: 0 as Size,
    outputPadding: 0 as Size,
    groups: 1,
    dilation: 1 as Size,
  });
  const batch = checkOperands(op, input, weight, o.bias, rank);
  const stride = sizes(op, 'stride', o.stride, rank, 1);
  const dilation = sizes(op, 'dilation', o.dilation, rank, 1);
  const padding = sizes(op, 'padding', o.padding, rank, 0);
  const outputPadding = sizes(op, 'outputPadding', o.outputPadding, rank, 0);
  const groups = checkInteger(op, 'groups', o.groups, 1);
  if (batch.shape[1] !== weight.shape[0]) {
    throw new ShapeError(
      `${op}: input ${showShape(input.shape)} has ${batch.shape[1]} channels, but weight ${showShape(weight.shape)} expects ${weight.shape[0]}`,
    );
  }
  if (weight.shape[0]! % groups !== 0) {
    throw new ShapeError(`${op}: ${weight.shape[0]} input channels can't be divided into ${groups} groups`);
  }
  const channels = weight.shape[1]! * groups;
  checkBias(op, o.bias, channels);
  const size = weight.shape.slice(2).map((k, i) => {
    if (outputPadding[i]! >= stride[i]!) {
      throw new ArgumentError(
        `${op}: outputPadding must be smaller than stride, got [${outputPadding.join(', ')}] and [${stride.join(', ')}]`,
      );
    }
    const full = (batch.shape[i + 2]! - 1) * stride[i]! + dilation[i]! * (k - 1) + 1;
    return full - 2 * padding[i]! + outputPadding[i]!;
  });
  if (size.some((n) => n < 1)) {
    throw new ShapeError(
      `${op}: the output of input ${showShape(input.shape)} would have the sizes ${showShape(size)}`,
    );
  }
  const outputShape = Object.freeze([batch.shape[0]!, channels, ...size]);
  const attributes = { stride, padding, dilation, groups, outputShape };
  const out = convolve(
    (x, w, b) => convolutionTranspose.call([x, w, b], attributes)[0]!,
    batch,
    weight,
    o.bias,
  );
  return batch === input ? out : squeeze(out, 0);
}
