import { functional as F, rand, randn, type Tensor, tensor } from '@cresset/tensor';
import { float32, InternalError, type Operand } from '@cresset/tensor/backend';
import { afterEach, describe, expect, it } from 'vitest';
import { getNumThreads, setNumThreads } from '../src/index.js';
import { backend, empty } from './harness.js';
import { expectClose, on, results, twins } from './twins.js';

const both = ['gridSample', 'gridSampleBackward'];
const image = (...shape: number[]): Tensor => randn(shape, on).requiresGrad_();
/** Positions inside and far outside of the image. */
const grid = (...shape: number[]): Tensor => rand(shape, on).mul(5).sub(2.5).detach().requiresGrad_();
const paddings = ['zeros', 'border', 'reflection'] as const;

const threads = getNumThreads();
afterEach(() => setNumThreads(threads));

describe('bilinear samples agree with their composite', () => {
  it.each(paddings.flatMap((p) => [true, false].map((a) => [p, a] as const)))(
    '%s, aligned corners %s',
    async (paddingMode, alignCorners) => {
      const call = (x: Tensor, g: Tensor): Tensor => F.gridSample(x, g, { paddingMode, alignCorners });
      for (const n of [1, 3]) {
        setNumThreads(n);
        for (const inputs of [
          [image(2, 3, 9, 12), grid(2, 20, 31, 2)],
          [image(1, 5, 1, 4), grid(1, 3, 2, 2)],
          [image(4, 1, 6, 6).transpose(2, 3).detach().requiresGrad_(), grid(1, 5, 5, 2).expand([4, 5, 5, 2])],
        ]) {
          const { fast, plain } = await twins(both, inputs, (x, g) => call(x!, g!));
          expectClose(fast, plain);
        }
      }
    },
  );

  it('without a gradient of the grid', async () => {
    const inputs = [image(2, 3, 9, 12), grid(2, 4, 5, 2).detach()];
    const { fast, plain } = await twins(both, inputs, (x, g) => F.gridSample(x!, g!));
    expectClose(fast, plain);
  });

  it('at positions that are none', async () => {
    const { NaN: nan, POSITIVE_INFINITY: inf } = Number;
    const at = tensor([nan, 0, inf, -inf, 1e30, -1e30, nan, nan], { shape: [1, 2, 2, 2], ...on });
    for (const paddingMode of paddings) {
      const { fast, plain } = await twins(both, [image(1, 2, 3, 4), at], (x, g) =>
        F.gridSample(x!, g!, { paddingMode }),
      );
      expectClose(fast, plain);
    }
  });

  it('of nothing, and nowhere', async () => {
    const none = (...shape: number[]): Tensor => tensor([], { shape, ...on }).requiresGrad_();
    const call = (x: Tensor, g: Tensor): Tensor => F.gridSample(x, g);
    const [out, dImage, dGrid] = await results((x, g) => call(x!, g!), [image(1, 2, 3, 3), none(1, 0, 4, 2)]);
    expect([out, dImage, dGrid]).toEqual([[], new Array(18).fill(0), []]);
    const channels = await results((x, g) => call(x!, g!), [none(1, 0, 3, 3), grid(1, 2, 2, 2)]);
    expect(channels).toEqual([[], [], new Array(8).fill(0)]);
  });
});

describe('grid samples refuse operands that do not fit together', () => {
  const t = (...shape: number[]): Operand => empty(float32, shape);
  const a = { mode: 'bilinear', padding: 'zeros', alignCorners: false };
  const { gridSample, gridSampleBackward } = backend.overrides;
  const [x, g, out] = [t(2, 3, 4, 5), t(2, 6, 7, 2), t(2, 3, 6, 7)];

  it.each<[string, Operand[], Operand]>([
    ['a volume', [t(2, 3, 4, 5, 6), g], out],
    ['another batch', [x, t(1, 6, 7, 2)], out],
    ['three coordinates', [x, t(2, 6, 7, 3)], out],
    ['an empty image', [t(2, 3, 0, 5), g], out],
    ['a small result', [x, g], t(2, 3, 6, 6)],
  ])('%s', (_, inputs, result) => {
    expect(() => gridSample!.run(inputs, [result], a)).toThrow(InternalError);
  });

  it('another padding', () => {
    expect(() => gridSample!.run([x, g], [out], { ...a, padding: 'none' })).toThrow(InternalError);
  });

  it('small gradients', () => {
    const run = (grad: Operand, dx: Operand, dg: Operand): void =>
      gridSampleBackward!.run([grad, x, g], [dx, dg], { ...a, gridGradient: true });
    expect(() => run(x, x, g)).toThrow(InternalError);
    expect(() => run(out, out, g)).toThrow(InternalError);
    expect(() => run(out, x, x)).toThrow(InternalError);
  });
});
