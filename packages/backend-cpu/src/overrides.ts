import type { Attributes, Operand, Override } from '@cresset/tensor/backend';
import { float32, float64, InternalError, int64 } from '@cresset/tensor/backend';
import { Call, type Inputs } from './call.js';
import { nativeError } from './errors.js';
import type { Native } from './native.js';

type Accepts = (inputs: Inputs, attributes: Attributes) => boolean;
type Write = (call: Call, attributes: Attributes) => unknown;

/** Whether all operands that are present have the same type, one of float32 and float64. */
function floats(inputs: Inputs): boolean {
  const type = inputs[0]!.dtype;
  if (type !== float32 && type !== float64) return false;
  for (let i = 1; i < inputs.length; i++) if (inputs[i] !== null && inputs[i]!.dtype !== type) return false;
  return true;
}

interface Entry {
  readonly accepts: Accepts;
  /** Writes the attributes, in the order in which the native function reads them. */
  readonly write: Write;
}

const nothing: Write = () => {};

/** Whether every operand that is present is float32. */
function singles(inputs: Inputs): boolean {
  for (let i = 0; i < inputs.length; i++)
    if (inputs[i] !== null && inputs[i]!.dtype !== float32) return false;
  return true;
}

const rankOf = (o: Operand | null): number => o!.shape.length;

/** Float32 with one to three spatial dimensions. */
const images: Accepts = (inputs) => singles(inputs) && rankOf(inputs[0]) >= 3 && rankOf(inputs[0]) <= 5;
/** The same with at most two. */
const planes: Accepts = (inputs) =>
  inputs[0]!.dtype === float32 && rankOf(inputs[0]) >= 3 && rankOf(inputs[0]) <= 4;

const geometry: Write = (call, a) =>
  call
    .list(a.stride as readonly number[])
    .list(a.padding as readonly number[])
    .list(a.dilation as readonly number[])
    .number(a.groups as number);

const average: Write = (call, a) =>
  call
    .list(a.kernel as readonly number[])
    .list(a.stride as readonly number[])
    .list(a.padding as readonly number[])
    .number(a.countIncludePad === true ? 1 : 0)
    .number((a.divisorOverride as number | null | undefined) ?? 0);

/** Float32 without an empty operand, which has no block or step to begin with. */
const present: Accepts = (inputs) => {
  if (!singles(inputs)) return false;
  for (let i = 0; i < inputs.length; i++)
    if (inputs[i] !== null && inputs[i]!.shape.includes(0)) return false;
  return true;
};

const attention: Write = (call, a) => call.number(a.scale as number).flag(a.causal);
/** Without the gradient of the mask, an absent operand stands for it. */
const attentionBackward: Write = (call, a) => attention(a.maskGradient === true ? call : call.number(0), a);

/** Float32, with positions between the weights. */
const resampled: Accepts = (inputs) =>
  inputs[0]!.dtype === float32 &&
  inputs.every((o, i) => o === null || i === 0 || o.dtype === (i % 2 === 1 ? int64 : float32));

/** The gates have a gradient of their own in second order only. */
const firstOrder: Accepts = (inputs, a) => present(inputs, a) && inputs[6] === null;

const paddings = ['zeros', 'border', 'reflection'];

/** Bilinear samples of images in float32; `image` is the operand that is one. */
const bilinear =
  (image: number): Accepts =>
  (inputs, a) =>
    a.mode === 'bilinear' && singles(inputs) && rankOf(inputs[image]) === 4;

const gridRule: Write = (call, a) => call.number(paddings.indexOf(a.padding as string)).flag(a.alignCorners);

const direction: Write = (call, a) => call.flag(a.reverse);

const dimension: Write = (call, a) => call.number(a.dim as number);

const entries: Readonly<Record<string, Entry>> = {
  linear: { accepts: floats, write: nothing },
  convolution: { accepts: images, write: geometry },
  convolutionBackwardInput: { accepts: images, write: geometry },
  convolutionBackwardWeight: { accepts: images, write: geometry },
  maxPool: {
    accepts: planes,
    write: (call, a) =>
      call
        .list(a.kernel as readonly number[])
        .list(a.stride as readonly number[])
        .list(a.padding as readonly number[])
        .list(a.dilation as readonly number[]),
  },
  maxPoolBackward: { accepts: (i, a) => planes(i, a) && i[1]!.dtype === int64, write: nothing },
  avgPool: { accepts: planes, write: average },
  avgPoolBackward: { accepts: planes, write: average },
  adaptiveAvgPool: { accepts: planes, write: nothing },
  adaptiveAvgPoolBackward: { accepts: planes, write: nothing },
  batchNormTrain: { accepts: singles, write: (call, a) => call.number(a.eps as number) },
  batchNormBackward: { accepts: singles, write: nothing },
  layerNormStats: {
    accepts: singles,
    write: (call, a) => call.number(a.dims as number).number(a.eps as number),
  },
  layerNormBackward: { accepts: singles, write: (call, a) => call.number(a.dims as number) },
  scaledDotProductAttention: { accepts: present, write: attention },
  scaledDotProductAttentionBackward: { accepts: present, write: attentionBackward },
  lstmSequence: { accepts: present, write: direction },
  lstmSequenceBackward: { accepts: firstOrder, write: direction },
  gruSequence: { accepts: present, write: direction },
  gruSequenceBackward: { accepts: firstOrder, write: direction },
  resample: { accepts: resampled, write: (call, a) => call.flag(a.transposed) },
  gridSample: { accepts: bilinear(0), write: gridRule },
  gridSampleBackward: {
    accepts: bilinear(1),
    // Without the gradient of the grid, an absent operand stands for it.
    write: (call, a) => gridRule(a.gridGradient === true ? call : call.number(0), a),
  },
  softmax: { accepts: singles, write: dimension },
  logSoftmax: { accepts: singles, write: dimension },
  softmaxBackward: { accepts: singles, write: dimension },
  logSoftmaxBackward: { accepts: singles, write: dimension },
};

/** The fused ops of this backend, by the names of the composites that they stand in for. */
export function createOverrides(native: Native): Readonly<Record<string, Override>> {
  const call = new Call(native);
  const overrides: Record<string, Override> = {};
  for (const [name, { accepts, write }] of Object.entries(entries)) {
    const id = native.overrides.indexOf(name);
    if (id < 0)
      throw new InternalError(`cpu: the addon is older than its loader and lacks ${name}; build it again`);
    overrides[name] = {
      accepts,
      run(inputs, outputs, attributes) {
        write(call.begin(inputs, outputs), attributes);
        if (native.override(id) !== undefined) throw nativeError(native);
      },
    };
  }
  return overrides;
}
