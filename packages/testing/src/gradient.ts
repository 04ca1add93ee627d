import { grad } from '@cresset/autograd';
import type { Tensor } from '@cresset/tensor';
import { float64, tensor } from '@cresset/tensor';
import { plusMinus } from './sample/direction.js';
import { Seeded } from './sample/seeded.js';
import { finiteDifferences } from './tolerance.js';

/** A function of float64 tensors with tensors as results. */
export type Differentiable = (inputs: readonly Tensor[]) => readonly Tensor[] | Promise<readonly Tensor[]>;

const dot = (a: ArrayLike<number | bigint>, b: ArrayLike<number>): number => {
  let s = 0;
  for (let i = 0; i < b.length; i++) s += Number(a[i]) * b[i]!;
  return s;
};

const like = (t: Tensor, values: number[], requiresGrad: boolean): Tensor =>
  tensor(values, { shape: t.shape, dtype: t.dtype, device: t.device, requiresGrad });

const uniform = (random: Seeded, n: number): number[] =>
  Array.from({ length: n }, () => random.next() * 2 - 1);

/** Results that carry a gradient, in a type whose digits suffice for differences. */
const isRecorded = (o: Tensor): boolean => o.requiresGrad && o.dtype === float64;

/**
 * Compares the gradient of `f` with central differences along one random direction per input. A wrong gradient agrees
 * with the difference along a random direction with probability 0, so one direction tells as much as all elements do,
 * at a cost that doesn't grow with their number.
 *
 * @param inputs leaves that require a gradient, float64; their layouts are kept
 * @param counts which results count; default those that carry a gradient
 * @returns what is wrong, or null; `none` when no result counts or the results aren't finite (the mean of nothing)
 */
export async function gradientError(
  f: Differentiable,
  inputs: readonly Tensor[],
  counts: (result: Tensor) => boolean = isRecorded,
): Promise<string | 'none' | null> {
  const random = new Seeded(7);
  const outs = await f(inputs);
  const positions = outs.flatMap((o, i) => (counts(o) ? [i] : []));
  if (positions.length === 0) return 'none';
  const weights = positions.map((i) => uniform(random, outs[i]!.numel()));
  const carrying = positions.flatMap((i, k) =>
    outs[i]!.requiresGrad ? [{ out: outs[i]!, w: weights[k]! }] : [],
  );
  const grads =
    carrying.length === 0
      ? []
      : grad(
          carrying.map((c) => c.out),
          inputs,
          { gradOutputs: carrying.map((c) => like(c.out, c.w, false)), allowUnused: true },
        );
  const loss = async (xs: readonly Tensor[]): Promise<number> => {
    const results = await f(xs);
    let total = 0;
    for (let k = 0; k < positions.length; k++)
      total += dot(await results[positions[k]!]!.data(), weights[k]!);
    return total;
  };
  const value = await loss(inputs);
  if (!Number.isFinite(value)) return 'none';
  for (let i = 0; i < inputs.length; i++) {
    const x = inputs[i]!;
    const g = grads[i] ?? null;
    if (g !== null && (g.shape.join() !== x.shape.join() || g.dtype !== x.dtype)) {
      return `the gradient of input ${i} is ${g.dtype}[${g.shape}], the input ${x.dtype}[${x.shape}]`;
    }
    const direction = uniform(random, x.numel());
    const analytic = g === null ? 0 : dot(await g.data(), direction);
    const numeric = await plusMinus(x, direction, (moved) => loss(inputs.map((t) => (t === x ? moved : t))));
    const wrong = judge(analytic, numeric, value);
    if (wrong !== null) return `input ${i}: ${wrong}`;
  }
  return null;
}

/** As `gradientError` for the gradient itself, as a function of the inputs and of what arrives from above. */
export async function secondOrderError(f: Differentiable, inputs: readonly Tensor[]): Promise<string | null> {
  const random = new Seeded(11);
  const first = (await f(inputs)).filter(isRecorded);
  if (first.length === 0) return null;
  const cotangents = first.map((o) => like(o, uniform(random, o.numel()), true));
  const n = inputs.length;
  const gradients: Differentiable = async (xs) => {
    const outs = (await f(xs.slice(0, n))).filter(isRecorded);
    return grad(outs, xs.slice(0, n), {
      gradOutputs: xs.slice(n),
      createGraph: true,
      materializeGrads: true,
    }) as Tensor[];
  };
  // A gradient without a graph counts as constant, and is compared with differences all the same.
  const result = await gradientError(gradients, [...inputs, ...cotangents], (g) => g.dtype === float64);
  return result === 'none' ? null : result;
}

function judge(analytic: number, numeric: number, value: number): string | null {
  const { rtol, atol, eps } = finiteDifferences;
  // Rounding of the loss, divided by the step, is noise that no gradient can be blamed for.
  const noise = (Math.abs(value) * 2 ** -52 * 8) / eps;
  if (Math.abs(analytic - numeric) <= atol + noise + rtol * Math.abs(numeric)) return null;
  return `the derivative along a random direction is ${analytic}, finite differences give ${numeric}`;
}
