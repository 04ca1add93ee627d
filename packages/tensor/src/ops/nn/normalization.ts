import type { Scalar } from '../../expr/scalar.js';
import type { Tensor } from '../../tensor.js';
import { Fused, FusedReduction } from './fused.js';

/** Σ x / n. Parameter: 1/n. */
export const meanOver = new FusedReduction({
  name: 'mean',
  inputs: 1,
  params: 1,
  wide: true,
  body: ([x], [scale]) => x!.mul(scale!),
});

/** 1/√(Σ (x − mean)² / n + eps). Parameters: 1/n, eps. Two passes: x² − mean² would cancel. */
export const inverseDeviation = new FusedReduction({
  name: 'inverseDeviation',
  inputs: 2,
  wide: true,
  body: ([x, mean]) => {
    const d = x!.sub(mean!);
    return d.mul(d);
  },
  epilogue: { params: 2, body: (sum, [scale, eps]) => sum.mul(scale!).add(eps!).rsqrt() },
});

const affine = (y: Scalar, rest: readonly Scalar[], weighted: boolean, biased: boolean): Scalar => {
  let result = y;
  if (weighted) result = result.mul(rest[0]!);
  if (biased) result = result.add(rest[weighted ? 1 : 0]!);
  return result;
};

type Body = (x: readonly Scalar[], params: readonly Scalar[]) => Scalar;

/** Four kernels for a normalisation of `own` operands: with and without weight and bias. */
class Affine {
  private readonly forms = new Map<number, Fused>();

  constructor(
    private readonly name: string,
    private readonly own: number,
    private readonly params: number,
    private readonly body: Body,
  ) {}

  call(
    inputs: readonly Tensor[],
    weight: Tensor | null,
    bias: Tensor | null,
    params: readonly number[] = [],
  ): Tensor {
    const key = (weight === null ? 0 : 1) + (bias === null ? 0 : 2);
    let form = this.forms.get(key);
    if (form === undefined) {
      form = new Fused(this.name, this.params, (x, p) => [
        affine(this.body(x, p), x.slice(this.own), weight !== null, bias !== null),
      ]);
      this.forms.set(key, form);
    }
    const rest = [weight, bias].filter((t) => t !== null);
    return form.call([...inputs, ...rest], params);
  }
}

/** (x − mean) · invStd · weight + bias */
export const normalize = new Affine('normalize', 3, 0, ([x, mean, invStd]) => x!.sub(mean!).mul(invStd!));

/** (x − mean) / √(variance + eps) · weight + bias. Parameter: eps. */
export const standardize = new Affine('standardize', 3, 1, ([x, mean, variance], [eps]) =>
  x!.sub(mean!).mul(variance!.add(eps!).rsqrt()),
);

/** 1/√(Σ x² / n + eps). Parameters: 1/n, eps. */
export const inverseRoot = new FusedReduction({
  name: 'inverseRoot',
  inputs: 1,
  wide: true,
  body: ([x]) => x!.mul(x!),
  epilogue: { params: 2, body: (sum, [scale, eps]) => sum.mul(scale!).add(eps!).rsqrt() },
});

/** x · invRoot · weight */
export const rootScale = new Affine('rootScale', 2, 0, ([x, invRoot]) => x!.mul(invRoot!));

/** x · weight + bias */
export const scaleAndShift = new Affine('scaleAndShift', 1, 0, ([x]) => x!);

const xhat = ([, x, mean, invStd]: readonly Scalar[]): Scalar => x!.sub(mean!).mul(invStd!);

/** Σ g and Σ g·x̂: gradients of bias and weight, and parts of that of the input. */
export const sumOf = new FusedReduction({ name: 'normSum', inputs: 1, body: ([g]) => g! });
export const dotNormalized = new FusedReduction({
  name: 'normDot',
  inputs: 4,
  body: (x) => x[0]!.mul(xhat(x)),
});
/** The same with g · weight. */
export const sumWeighted = new FusedReduction({ name: 'normSum', inputs: 2, body: ([g, w]) => g!.mul(w!) });
export const dotWeighted = new FusedReduction({
  name: 'normDot',
  inputs: 5,
  body: (x) => x[0]!.mul(x[4]!).mul(xhat(x)),
});

/** invStd · (g·w − (Σ g·w + x̂ · Σ g·w·x̂) / n). Parameter: 1/n. */
const inputGradient = (weighted: boolean): Fused =>
  new Fused('normBackward', 1, (x, [scale]) => {
    const [g, , , invStd, sum, dot, weight] = x;
    const gw = weighted ? g!.mul(weight!) : g!;
    return [invStd!.mul(gw.sub(sum!.add(xhat(x).mul(dot!)).mul(scale!)))];
  });
export const normInput = [inputGradient(false), inputGradient(true)] as const;

/**
 * What reaches the input of a normalisation through its statistics, when these were used by themselves (second-order
 * gradients do): mean has gradient 1/n, invStd −invStd³ · (x − mean) / n.
 */
export const throughMean = new Fused('normThroughMean', 1, ([gm], [scale]) => [gm!.mul(scale!)]);
export const throughDeviation = new Fused('normThroughDeviation', 1, ([gs, x, mean, invStd], [scale]) => [
  gs!.mul(invStd!.mul(invStd!).mul(invStd!)).mul(x!.sub(mean!)).mul(scale!).neg(),
]);

/** As `normInput`, where the weight is constant over the sums: w · invStd · (g − (Σ g + x̂ · Σ g·x̂) / n). */
export const weightedInput: Fused = new Fused('normBackward', 1, (x, [scale]) => {
  const [g, , , invStd, sum, dot, weight] = x;
  return [weight!.mul(invStd!).mul(g!.sub(sum!.add(xhat(x).mul(dot!)).mul(scale!)))];
});

/** Σ g·x̂ and Σ g·w·x̂ where x̂ = x · invRoot: gradient of an RMS norm's weight, and part of that of its input. */
export const dotRooted = new FusedReduction({
  name: 'rootDot',
  inputs: 3,
  body: ([g, x, invRoot]) => g!.mul(x!.mul(invRoot!)),
});
export const dotRootedWeighted = new FusedReduction({
  name: 'rootDot',
  inputs: 4,
  body: ([g, x, invRoot, weight]) => g!.mul(weight!).mul(x!.mul(invRoot!)),
});

/** invRoot · (g·w − x̂ · Σ g·w·x̂ / n). Parameter: 1/n. */
const rootGradient = (weighted: boolean): Fused =>
  new Fused('rootBackward', 1, ([g, x, invRoot, dot, weight], [scale]) => {
    const gw = weighted ? g!.mul(weight!) : g!;
    return [invRoot!.mul(gw.sub(x!.mul(invRoot!).mul(dot!).mul(scale!)))];
  });
export const rootInput = [rootGradient(false), rootGradient(true)] as const;

/** What reaches the input through invRoot, when it was used by itself: −invRoot³ · x / n. Parameter: 1/n. */
export const throughRoot = new Fused('throughRoot', 1, ([x, gr, invRoot], [scale]) => [
  gr!.mul(invRoot!.mul(invRoot!).mul(invRoot!)).mul(x!).mul(scale!).neg(),
]);
