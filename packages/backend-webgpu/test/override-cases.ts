import { autograd, grad } from '@cresset/autograd';
import { cat, functional as F, manualSeed, observe, randn, type Tensor, tensor, use } from '@cresset/tensor';
import type { DTypeName } from '@cresset/tensor/backend';
import { withoutOverrides } from '@cresset/tensor/engine';
import { describe, expect, it } from 'vitest';
import type { WebGpuBackend } from '../src/index.js';

/** A call of sizes that the samples of the conformance suite don't have, and the overrides that it must take. */
export interface Case {
  readonly title: string;
  readonly takes: readonly string[];
  readonly inputs: () => readonly Tensor[];
  readonly call: (...inputs: Tensor[]) => Tensor;
  /** Types that it is also run in (default: none), against the composite in float32. */
  readonly halves?: readonly Half[];
}

type Half = 'float16' | 'bfloat16';

/** Largest deviation, of the largest value. */
const tolerances = { float32: 2e-5, float16: 1e-3, bfloat16: 8e-3 };
const halves: readonly Half[] = ['float16', 'bfloat16'];

const on = { device: 'webgpu' } as const;
const normal = (shape: readonly number[]): Tensor => randn(shape, on);
const classes = (n: number, of: number): Tensor =>
  tensor(
    Array.from({ length: n }, (_, i) => (i * 7) % of),
    { dtype: 'int32', ...on },
  );

const weights = (n: number): Tensor =>
  tensor(
    Array.from({ length: n }, (_, i) => 0.5 + i / 3),
    on,
  );

/** A mask of numbers to add: most pairs take part, in the first query and every eleventh none. */
const sparse = (shape: readonly number[]): Tensor => {
  const keys = shape[shape.length - 1]!;
  const values = Array.from({ length: shape.reduce((a, b) => a * b, 1) }, (_, i) =>
    Math.floor(i / keys) % 11 === 0 || i % 3 === 1 ? Number.NEGATIVE_INFINITY : Math.sin(i),
  );
  return tensor(values, { shape, ...on });
};

const attention = ['scaledDotProductAttention'];
const convolution = ['convolution', 'convolutionBackwardInput', 'convolutionBackwardWeight'];
const pair = (name: string): readonly string[] => [name, `${name}Backward`];

export const cases: readonly Case[] = [
  {
    title: 'softmax of long rows',
    takes: pair('softmax'),
    inputs: () => [normal([20, 401])],
    call: (x) => x.softmax(1),
    halves,
  },
  {
    title: 'logSoftmax along an inner dimension',
    takes: pair('logSoftmax'),
    inputs: () => [normal([3, 90, 40])],
    call: (x) => x.logSoftmax(1),
    halves,
  },
  {
    title: 'layer norm of many rows',
    takes: ['layerNormStats', 'layerNormBackward'],
    inputs: () => [normal([2, 50, 150]), normal([150]), normal([150])],
    call: (x, weight, bias) => F.layerNorm(x, 150, { weight, bias }),
    halves,
  },
  {
    title: 'RMS norm of many rows',
    takes: ['rmsNormStats', 'rmsNormBackward'],
    inputs: () => [normal([2, 50, 150]), normal([150])],
    // The default of eps depends on the type.
    call: (x, weight) => F.rmsNorm(x, 150, { weight, eps: 1e-5 }),
    halves,
  },
  {
    title: 'RMS norm over two dimensions, of few rows, without a weight',
    takes: ['rmsNormStats', 'rmsNormBackward'],
    inputs: () => [normal([3, 7, 45])],
    call: (x) => F.rmsNorm(x, [7, 45], { eps: 0.1 }),
  },
  {
    title: 'batch norm of images',
    takes: ['batchNormTrain', 'batchNormBackward'],
    inputs: () => [normal([8, 17, 6, 6]), normal([17]), normal([17])],
    call: (x, weight, bias) => F.batchNorm(x, null, null, { weight, bias, training: true }),
    halves,
  },
  {
    title: 'group norm',
    takes: ['layerNormStats', 'layerNormBackward'],
    inputs: () => [normal([8, 16, 10]), normal([16])],
    call: (x, weight) => F.groupNorm(x, 4, { weight }),
  },
  {
    title: 'convolution with padding, stride and bias',
    takes: convolution,
    inputs: () => [normal([3, 5, 17, 15]), normal([20, 5, 3, 3]), normal([20])],
    call: (x, w, b) => F.conv2d(x, w, b, { stride: 2, padding: 1 }),
    halves,
  },
  {
    title: 'convolution in groups, dilated, over more than one tile',
    takes: convolution,
    inputs: () => [normal([2, 4, 12, 9]), normal([140, 2, 3, 2])],
    call: (x, w) => F.conv2d(x, w, null, { groups: 2, dilation: [2, 1], padding: [0, 1] }),
  },
  {
    title: 'convolution in one and three dimensions',
    takes: convolution,
    inputs: () => [normal([2, 3, 30]), normal([4, 3, 5]), normal([2, 4, 4, 5, 6]), normal([3, 4, 2, 2, 3])],
    call: (x, w, y, v) => cat([F.conv1d(x, w).reshape([-1]), F.conv3d(y, v).reshape([-1])]),
  },
  {
    title: 'cross entropy, weighted, with ignored targets',
    takes: [...pair('nllLoss'), ...pair('logSoftmax')],
    inputs: () => [normal([300, 7]), classes(300, 7)],
    call: (x, y) => F.crossEntropy(x, y, { weight: weights(7).to(x.dtype), ignoreIndex: 3 }),
    halves,
  },
  {
    title: 'summed nllLoss of maps of classes',
    takes: pair('nllLoss'),
    inputs: () => [normal([3, 5, 20])],
    call: (x) => F.nllLoss(x, classes(60, 5).reshape([3, 20]), { reduction: 'sum' }),
  },
  {
    title: 'attention over several tiles, none of them full',
    takes: attention,
    inputs: () => [normal([2, 3, 70, 37]), normal([2, 3, 45, 37]), normal([2, 3, 45, 19])],
    call: (q, k, v) => F.scaledDotProductAttention(q, k, v),
  },
  {
    title: 'causal attention with the longest vectors',
    takes: attention,
    inputs: () => [normal([2, 67, 128]), normal([2, 67, 128]), normal([2, 67, 128])],
    call: (q, k, v) => F.scaledDotProductAttention(q, k, v, { isCausal: true }),
  },
  {
    title: 'causal attention of fewer queries than keys, and of more',
    takes: attention,
    inputs: () => [normal([5, 8]), normal([70, 8]), normal([70, 3]), normal([90, 8])],
    call: (q, k, v, more) =>
      cat([
        F.scaledDotProductAttention(q, k, v, { isCausal: true }),
        F.scaledDotProductAttention(more, k, v, { isCausal: true, scale: 2 }),
      ]),
  },
  {
    title: 'attention with a mask of all, and queries that attend to nothing',
    takes: attention,
    inputs: () => [normal([3, 66, 5]), normal([3, 41, 5]), normal([3, 41, 33]), sparse([66, 41])],
    call: (q, k, v, attnMask) => F.scaledDotProductAttention(q, k, v, { attnMask }),
  },
  {
    title: 'attention with a mask for each item',
    takes: attention,
    inputs: () => [normal([2, 2, 9, 16]), normal([2, 2, 33, 16]), normal([33, 16]), sparse([2, 2, 9, 33])],
    call: (q, k, v, attnMask) => F.scaledDotProductAttention(q, k, v, { attnMask }),
  },
  {
    title: 'attention with scores that would overflow an exponential',
    takes: attention,
    inputs: () => [normal([40, 16]), normal([50, 16]), normal([50, 16])],
    call: (q, k, v) => F.scaledDotProductAttention(q, k, v, { scale: 8 }),
  },
];

/** @param dtype the gradient of the result is one of its numbers */
async function results(c: Case, inputs: readonly Tensor[], dtype: DTypeName): Promise<number[][]> {
  const out = c.call(...inputs);
  const values = Array.from({ length: out.numel() }, (_, i) => Math.cos(1.7 * i + 0.3));
  const cotangent = tensor(values, { shape: out.shape, ...on });
  const gradOutputs = [cotangent.to(dtype).to(out.dtype)];
  const leaves = inputs.filter((t) => t.requiresGrad);
  const grads = grad([out], leaves, { gradOutputs });
  const all = [out, ...grads] as Tensor[];
  return Promise.all(
    all.map(async (t) => Array.from((await t.detach().to('float32').data()) as Float32Array)),
  );
}

/** The values of floats in another type. */
const cast = (inputs: readonly Tensor[], dtype: DTypeName): Tensor[] =>
  inputs.map((t) => (t.dtype.isFloatingPoint ? t.detach().to(dtype).requiresGrad_() : t));

async function compare(c: Case, dtype: 'float32' | Half, gpu: boolean): Promise<void> {
  // The same numbers, whichever cases ran before.
  manualSeed(0);
  const inputs = cast(c.inputs(), dtype);
  const taken = new Set<string>();
  const subscription = observe({
    called: (name, _inputs, _attributes, _outputs, path) => {
      if (path === 'override') taken.add(name);
    },
  });
  const fast = await results(c, inputs, dtype);
  subscription.remove();
  // A processor leaves halves to the composites.
  if (dtype === 'float32' || gpu) expect([...taken]).toEqual(expect.arrayContaining([...c.takes]));
  const plain = await withoutOverrides(() => results(c, cast(inputs, 'float32'), dtype));
  fast.forEach((values, i) => {
    const scale = plain[i]!.reduce((m, v) => Math.max(m, Math.abs(v)), 0);
    const off = values.reduce((m, v, j) => Math.max(m, Math.abs(v - plain[i]![j]!)), 0);
    expect(off / scale, `result ${i}`).toBeLessThan(tolerances[dtype]);
  });
}

/** Each case against its composite on the same device, forward and backward. */
export function compareOverrides(
  backend: WebGpuBackend,
  {
    gpu = false,
    halves = true,
    only = () => true,
  }: { gpu?: boolean; halves?: boolean; only?: (c: Case) => boolean } = {},
): void {
  use(backend, autograd());
  describe.each(cases.filter(only))('$title', (c) => {
    it('agrees with its composite', () => compare(c, 'float32', gpu));
    if (halves && c.halves !== undefined) it.each(c.halves)('in %s too', (dtype) => compare(c, dtype, gpu));
  });
}
