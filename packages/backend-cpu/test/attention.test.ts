import { functional as F, manualSeed, randn, type Tensor, tensor } from '@cresset/tensor';
import { float32, InternalError, type Operand } from '@cresset/tensor/backend';
import { afterEach, describe, expect, it } from 'vitest';
import { getNumThreads, setNumThreads } from '../src/index.js';
import { backend, empty } from './harness.js';
import { isas, setIsa } from './isa.js';
import { expectClose, on, results, twins } from './twins.js';

const normal = (...shape: number[]): Tensor => randn(shape, on).requiresGrad_();
const both = ['scaledDotProductAttention', 'scaledDotProductAttentionBackward'];
const attend = F.scaledDotProductAttention;

/** A mask of numbers to add: most pairs take part, in the first query and every eleventh none. */
const sparse = (...shape: number[]): Tensor => {
  const keys = shape[shape.length - 1]!;
  const values = Array.from({ length: shape.reduce((a, b) => a * b, 1) }, (_, i) =>
    Math.floor(i / keys) % 11 === 0 || i % 3 === 1 ? Number.NEGATIVE_INFINITY : Math.sin(i),
  );
  return tensor(values, { shape, ...on });
};

const threads = getNumThreads();
afterEach(() => {
  setNumThreads(threads);
  setIsa(isas[isas.length - 1]!);
});

describe('attention in blocks agrees with its composite', () => {
  it.each<[string, () => Tensor[], (...inputs: Tensor[]) => Tensor]>([
    [
      'over several blocks, none of them full',
      () => [normal(2, 3, 140, 37), normal(2, 3, 301, 37), normal(2, 3, 301, 19)],
      (q, k, v) => attend(q!, k!, v!),
    ],
    [
      'causal',
      () => [normal(2, 300, 8), normal(2, 300, 8), normal(2, 300, 8)],
      (q, k, v) => attend(q!, k!, v!, { isCausal: true }),
    ],
    [
      'causal with fewer queries than keys',
      () => [normal(5, 8), normal(300, 8), normal(300, 3)],
      (q, k, v) => attend(q!, k!, v!, { isCausal: true }),
    ],
    [
      'causal with more queries than keys',
      () => [normal(400, 8), normal(70, 8), normal(70, 3)],
      (q, k, v) => attend(q!, k!, v!, { isCausal: true, scale: 2 }),
    ],
    [
      'with one mask for all, and queries that attend to nothing',
      () => [normal(3, 66, 5), normal(3, 270, 5), normal(3, 270, 33), sparse(66, 270)],
      (q, k, v, attnMask) => attend(q!, k!, v!, { attnMask: attnMask! }),
    ],
    [
      'with a mask for each item that needs a gradient',
      () => [normal(2, 2, 9, 16), normal(2, 2, 33, 16), normal(2, 2, 33, 16), normal(2, 2, 9, 33)],
      (q, k, v, attnMask) => attend(q!, k!, v!, { attnMask: attnMask! }),
    ],
    [
      'with masks that broadcast along every dimension',
      () => [
        normal(2, 3, 7, 4),
        normal(2, 3, 5, 4),
        normal(2, 3, 5, 4),
        normal(2, 1, 1, 5),
        normal(3, 7, 1),
        normal(1, 1, 7, 1),
        normal(1),
      ],
      (q, k, v, ...masks) =>
        masks.map((attnMask) => attend(q!, k!, v!, { attnMask })).reduce((a, b) => a.add(b)),
    ],
    [
      'with scores that would overflow an exponential',
      () => [normal(40, 16), normal(350, 16), normal(350, 16)],
      (q, k, v) => attend(q!, k!, v!, { scale: 8 }),
    ],
    [
      'with a negative scale, one key, one component',
      () => [normal(2, 3, 1), normal(2, 1, 1), normal(2, 1, 1)],
      (q, k, v) => attend(q!, k!, v!, { scale: -3 }),
    ],
    [
      'of transposed and expanded operands',
      () => [normal(9, 2, 8), normal(20, 8), normal(1, 2, 6, 20)],
      (q, k, v) => attend(q!.transpose(0, 1), k!.expand([2, 20, 8]), v!.at(0).transpose(-1, -2)),
    ],
  ])('%s', async (_, inputs, call) => {
    manualSeed(3);
    for (const isa of isas) {
      setIsa(isa);
      for (const n of [1, 3]) {
        setNumThreads(n);
        const { fast, plain } = await twins(both, inputs(), call);
        expectClose(fast, plain);
      }
    }
  });

  it('where scores are infinite or NaN', async () => {
    const q = tensor([[1], [-1], [Number.NaN], [0.5]], on);
    const k = tensor([[2], [Number.POSITIVE_INFINITY], [1]], on);
    const v = tensor([[1], [2], [3]], on);
    const { fast, plain } = await twins(both.slice(0, 1), [q, k, v], (a, b, c) => attend(a!, b!, c!));
    expectClose(fast, plain);
    const mask = tensor([[Number.NEGATIVE_INFINITY, Number.NaN, 0]], on);
    const rest = await twins(both.slice(0, 1), [k, k, v, mask], (a, b, c, m) =>
      attend(a!, b!, c!, { attnMask: m! }),
    );
    expectClose(rest.fast, rest.plain);
  });

  it('and is left to it without keys', async () => {
    const none = (...shape: number[]): Tensor => tensor([], { shape, ...on });
    const [out] = await results(
      (q, k, v) => attend(q!, k!, v!),
      [normal(2, 3, 4), none(2, 0, 4), none(2, 0, 5)],
    );
    expect(out).toEqual(new Array(30).fill(0));
  });
});

describe('attention refuses operands that do not fit together', () => {
  const t = (...shape: number[]): Operand => empty(float32, shape);
  const a = { scale: 1, causal: false };
  const [q, k, v] = [t(2, 3, 4), t(2, 5, 4), t(2, 5, 6)];
  const [out, lse] = [t(2, 3, 6), t(2, 3)];
  const forward = backend.overrides.scaledDotProductAttention!;
  const backward = backend.overrides.scaledDotProductAttentionBackward!;

  it.each<[string, (Operand | null)[], Operand[]]>([
    ['keys of another length', [q, t(2, 5, 3), v, null], [out, lse]],
    ['other batches', [q, t(3, 5, 4), v, null], [out, lse]],
    ['another rank', [q, t(5, 4), v, null], [out, lse]],
    ['vectors without a dimension for them', [t(4), t(4), t(4), null], [out, lse]],
    ['fewer values than keys', [q, k, t(2, 4, 6), null], [out, lse]],
    ['a mask that does not broadcast', [q, k, v, t(2, 5)], [out, lse]],
    ['a mask of higher rank', [q, k, v, t(1, 2, 3, 5)], [out, lse]],
    ['empty operands', [t(0, 3, 4), t(0, 5, 4), t(0, 5, 6), null], [t(0, 3, 6), t(0, 3)]],
    ['a result of another size', [q, k, v, null], [t(2, 3, 5), lse]],
    ['too few logarithms', [q, k, v, null], [out, t(3)]],
    ['an absent query', [null, k, v, null], [out, lse]],
  ])('%s', (_, inputs, outputs) => {
    expect(() => forward.run(inputs, outputs, a)).toThrow(InternalError);
  });

  it.each<[string, (Operand | null)[], Operand[], boolean]>([
    ['a gradient of another size', [t(2, 3, 5), q, k, v, null, out, lse, null], [q, k, v], false],
    ['a gradient of the logarithms of another size', [out, q, k, v, null, out, lse, t(5)], [q, k, v], false],
    ['gradients of another size', [out, q, k, v, null, out, lse, null], [q, q, v], false],
    ['a small gradient of the mask', [out, q, k, v, null, out, lse, null], [q, k, v, t(2, 3, 4)], true],
  ])('backward: %s', (_, inputs, outputs, maskGradient) => {
    expect(() => backward.run(inputs, outputs, { ...a, maskGradient })).toThrow(InternalError);
  });
});
