import { autograd, grad } from '@cresset/autograd';
import { cpu, setNumThreads } from '@cresset/backend-cpu';
import { reference } from '@cresset/backend-reference';
import type { Tensor } from '@cresset/tensor';
import {
  complex,
  imag,
  LinAlgError,
  linalg,
  manualSeed,
  mul,
  randn,
  real,
  sum,
  tensor,
  use,
  viewAsReal,
} from '@cresset/tensor';
import { describe, expect, it } from 'vitest';

use(reference(), cpu(), autograd());

const devices = ['reference', 'cpu'] as const;

const drawn = (shape: readonly number[], device: string): Tensor => {
  manualSeed(3);
  return randn([...shape], { dtype: 'float64', device: 'reference' }).to(device);
};

const largest = (t: Tensor): number => Math.max(0, ...Array.from(t.abs().dataSync(), Number));

describe.each(devices)('linalg on %s', (device) => {
  it.each([1, 2, 5, 16, 40, 131])('decompositions of square matrices of size %i multiply back', (n) => {
    const a = drawn([n, n], device);
    const close = (x: Tensor, y: Tensor): void => expect(largest(x.sub(y))).toBeLessThan(1e-10 * n);
    const { Q, R } = linalg.qr(a);
    close(Q.matmul(R), a);
    const { P, L, U } = linalg.lu(a);
    close(P.matmul(L).matmul(U), a);
    const svd = linalg.svd(a);
    close(svd.U.mul(svd.S).matmul(svd.Vh), a);
    const symmetric = a.add(a.mT);
    const { eigenvalues, eigenvectors } = linalg.eigh(symmetric);
    close(eigenvectors.mul(eigenvalues).matmul(eigenvectors.mT), symmetric);
    const positive = a.matmul(a.mT).add(tensor(n, { dtype: 'float64', device }).mul(1));
    const spd = a.matmul(a.mT).add(linalg.diagonal(a).mul(0).add(n).diag());
    const factor = linalg.cholesky(spd);
    close(factor.matmul(factor.mT), spd);
    positive.dispose();
    const { eigenvalues: w, eigenvectors: v } = linalg.eig(a);
    const [vr, vi, wr, wi] = [real(v), imag(v), real(w), imag(w)];
    close(a.matmul(vr), vr.mul(wr).sub(vi.mul(wi)));
    close(a.matmul(vi), vr.mul(wi).add(vi.mul(wr)));
    const x = linalg.solve(spd, a);
    close(spd.matmul(x), a);
  });

  it.each([
    [7, 3],
    [3, 7],
    [60, 20],
    [20, 60],
  ])('full and complete factors of %i × %i matrices are orthogonal', (m, n) => {
    const a = drawn([m, n], device);
    const { U, S, Vh } = linalg.svd(a);
    expect([U.shape, Vh.shape]).toEqual([
      [m, m],
      [n, n],
    ]);
    const k = Math.min(m, n);
    const back = U.narrow(1, 0, k)
      .mul(S)
      .matmul(Vh.narrow(0, 0, k));
    expect(largest(back.sub(a))).toBeLessThan(1e-11);
    const { Q, R } = linalg.qr(a, 'complete');
    for (const q of [U, Vh, Q]) {
      const product = q.matmul(q.mT);
      expect(largest(product.sub(linalg.matrixPower(product, 0)))).toBeLessThan(1e-12);
    }
    expect(largest(Q.matmul(R).sub(a))).toBeLessThan(1e-12);
  });

  it('matrices of low rank have their rank, a pseudoinverse and a least-squares solution of least norm', () => {
    const a = drawn([8, 3], device).matmul(drawn([3, 6], device));
    expect(linalg.matrixRank(a).itemSync()).toBe(3);
    const p = linalg.pinv(a, { rtol: 1e-10 });
    expect(largest(a.matmul(p).matmul(a).sub(a))).toBeLessThan(1e-10);
    const b = drawn([8, 2], device);
    for (const driver of ['gelsy', 'gelsd', 'gelss'] as const) {
      const { solution, rank } = linalg.lstsq(a, b, { driver, rcond: 1e-10 });
      expect(rank.itemSync()).toBe(3);
      expect(largest(solution.sub(p.matmul(b)))).toBeLessThan(1e-9);
    }
  });

  it('batches name the matrix that fails', () => {
    const a = tensor(
      [
        [
          [1, 0],
          [0, 1],
        ],
        [
          [1, 2],
          [2, 4],
        ],
      ],
      { dtype: 'float64', device },
    );
    expect(() => linalg.inv(a)).toThrow(LinAlgError);
    expect(() => linalg.inv(a)).toThrow(
      'linalg.inv: (Batch element 1): the diagonal element 2 is zero, the inversion could not be completed because the input matrix is singular',
    );
    expect(() => linalg.cholesky(a)).toThrow(
      'linalg.cholesky: (Batch element 1): the factorization could not be completed because the input is not positive-definite (the leading minor of order 2 is not positive-definite)',
    );
    expect(Array.from(linalg.invEx(a).info.dataSync(), Number)).toEqual([0, 2]);
    expect(Array.from(linalg.choleskyEx(a).info.dataSync(), Number)).toEqual([0, 2]);
    expect(Array.from(linalg.det(a).dataSync(), Math.abs as (n: unknown) => number)).toEqual([1, 0]);
    expect(Array.from(linalg.slogdet(a).logabsdet.dataSync(), Number)).toEqual([0, Number.NEGATIVE_INFINITY]);
  });

  it('the determinant of a singular matrix has the gradient of the polynomial that it is', () => {
    const a = tensor(
      [
        [1, 2, 3],
        [4, 5, 6],
        [5, 7, 9],
      ],
      { dtype: 'float64', device, requiresGrad: true },
    );
    const [g] = grad([linalg.det(a)], [a]);
    const adjugate = [3, -6, 3, 3, -6, 3, -3, 6, -3];
    Array.from(g!.dataSync(), Number).forEach((v, i) => expect(v).toBeCloseTo(adjugate[i]!, 9));
  });

  it.each([Number.NaN, Number.POSITIVE_INFINITY])(
    'values like %d end in words or in NaN, not in a loop',
    (bad) => {
      const a = drawn([5, 5], device).mul(1);
      a.setAt([2, 1], bad);
      for (const f of [linalg.eigh, linalg.eigvalsh, linalg.eig, linalg.eigvals, linalg.svd, linalg.svdvals])
        expect(() => (f as (x: Tensor) => unknown)(a)).toThrow('contains non-finite values');
      expect(() => linalg.lstsq(a, a)).toThrow('contains non-finite values');
      expect(linalg.matrixExp(a).isnan().all().itemSync()).toBe(true);
      expect(linalg.qr(a).R.isnan().any().itemSync()).toBe(true);
      expect(linalg.det(a).isfinite().itemSync()).toBe(false);
      expect(() => linalg.cholesky(a.matmul(a.mT))).toThrow(LinAlgError);
    },
  );

  it('empty matrices have the results that PyTorch gives', () => {
    const e = (...shape: number[]): Tensor => tensor([], { shape, dtype: 'float64', device });
    expect(linalg.det(e(0, 0)).itemSync()).toBe(1);
    expect(linalg.det(e(3, 0, 0)).toArraySync()).toEqual([1, 1, 1]);
    expect(linalg.inv(e(0, 2, 2)).shape).toEqual([0, 2, 2]);
    expect(linalg.solve(e(0, 0), e(0, 3)).shape).toEqual([0, 3]);
    expect(linalg.qr(e(3, 0), 'complete').Q.toArraySync()).toEqual([
      [1, 0, 0],
      [0, 1, 0],
      [0, 0, 1],
    ]);
    const { U, S, Vh } = linalg.svd(e(3, 0));
    expect([U.shape, S.shape, Vh.shape]).toEqual([[3, 3], [0], [0, 0]]);
    expect(linalg.eigh(e(0, 0)).eigenvectors.shape).toEqual([0, 0]);
    expect(linalg.pinv(e(2, 0)).shape).toEqual([0, 2]);
    expect(linalg.lstsq(e(0, 2), e(0, 1)).solution.toArraySync()).toEqual([[0], [0]]);
    expect(linalg.matrixRank(e(2, 0)).itemSync()).toBe(0);
    expect(linalg.matrixExp(e(2, 0, 0)).shape).toEqual([2, 0, 0]);
  });

  it('the gradient of eigenvectors, for a loss that ignores their phase, agrees with differences to second order', async () => {
    const { gradientError, secondOrderError } = await import('../../testing/src/gradient.js');
    const a = tensor(
      [
        [1, 2, 0.5],
        [-1.5, 0.25, 1],
        [0.75, -0.5, -2],
      ],
      { dtype: 'float64', device, requiresGrad: true },
    );
    const loss = ([x]: readonly Tensor[]): Tensor[] => {
      const { eigenvalues, eigenvectors } = linalg.eig(x!);
      const pairs = viewAsReal(eigenvectors);
      const size = sum(mul(pairs, pairs), -1);
      return [mul(size, size), viewAsReal(eigenvalues)];
    };
    expect(await gradientError(loss, [a])).toBeNull();
    expect(await secondOrderError(loss, [a])).toBeNull();
  });
});

describe('threads', () => {
  it('give the same batched and large decompositions', () => {
    const batch = drawn([40, 12, 12], 'cpu');
    const large = drawn([200, 200], 'cpu');
    const run = (): Tensor[] => [
      linalg.inv(batch),
      linalg.svdvals(batch),
      linalg.solve(large, large),
      linalg.eigvalsh(large.add(large.mT)),
    ];
    setNumThreads(1);
    const one = run();
    setNumThreads(2);
    const two = run();
    one.forEach((t, i) => expect(largest(t.sub(two[i]!))).toBeLessThan(1e-9));
  });
});

describe.each(devices)('linalg of complex matrices on %s', (device) => {
  const complexOf = (shape: readonly number[], seed: number): Tensor => {
    manualSeed(seed);
    return randn([...shape], { dtype: 'complex128', device: 'reference' }).to(device);
  };
  const close = (x: Tensor, y: Tensor, n = 1): void => expect(largest(x.sub(y))).toBeLessThan(1e-11 * n);

  it.each([1, 2, 5, 16, 40])('decompositions of size %i multiply back', (n) => {
    const a = complexOf([n, n], n);
    const positive = a.matmul(a.mH).add(linalg.matrixPower(a, 0));
    const { Q, R } = linalg.qr(a);
    close(Q.matmul(R), a, n);
    const { P, L, U } = linalg.lu(a);
    close(P.matmul(L).matmul(U), a, n);
    const svd = linalg.svd(a);
    close(svd.U.mul(svd.S).matmul(svd.Vh), a, n);
    const eigh = linalg.eigh(positive);
    close(eigh.eigenvectors.mul(eigh.eigenvalues).matmul(eigh.eigenvectors.mH), positive, n * n);
    const { eigenvalues, eigenvectors } = linalg.eig(a);
    close(a.matmul(eigenvectors), eigenvectors.mul(eigenvalues), n * n);
    const l = linalg.cholesky(positive);
    close(l.matmul(l.mH), positive, n * n);
    const u = linalg.cholesky(positive, { upper: true });
    close(u.mH.matmul(u), positive, n * n);
  });

  it.each([
    [5, 3],
    [3, 5],
  ])('of %i by %i, full vectors, pseudoinverse and least squares', (m, n) => {
    const a = complexOf([2, m, n], m);
    const { U, S, Vh } = linalg.svd(a);
    expect([U.shape, S.dtype.name, Vh.shape]).toEqual([[2, m, m], 'float64', [2, n, n]]);
    close(U.mH.matmul(U), linalg.matrixPower(U, 0), m);
    const inverse = linalg.pinv(a);
    close(a.matmul(inverse).matmul(a), a, 10);
    const b = complexOf([2, m, 2], 9);
    close(linalg.lstsq(a, b, { driver: 'gelsd' }).solution, inverse.matmul(b), 10);
  });

  // torch 2.15.
  it('has the numbers of PyTorch', () => {
    const re = tensor([2, 1, 0.5, 0, 3, 1, 0.25, 0, 1], { dtype: 'float64', device }).reshape([3, 3]);
    const im = tensor([1, -1, 0, 1, -2, 0, 0, -1, 1], { dtype: 'float64', device }).reshape([3, 3]);
    const a = complex(re, im).requiresGrad_();
    const b = complex(
      tensor([[1], [2], [0]], { dtype: 'float64', device }),
      tensor([[0], [-1], [0.5]], { dtype: 'float64', device }),
    );
    const near = (t: Tensor, expected: readonly number[]): void => {
      const parts = t.dtype.kind === 'complex' ? viewAsReal(t) : t;
      Array.from(parts.detach().reshape([-1]).dataSync(), Number).forEach((v, i) =>
        expect(v).toBeCloseTo(expected[i]!, 3),
      );
    };
    near(linalg.det(a), [8.375, 7]);
    near(linalg.slogdet(a).sign, [0.7673, 0.6413]);
    near(linalg.slogdet(a).logabsdet, [2.3902]);
    near(linalg.svdvals(a), [4.5099, 1.7488, 1.384]);
    near(linalg.eigvalsh(a.matmul(a.mH)), [1.9155, 3.0582, 20.3389]);
    const x = linalg.solve(a, b);
    near(x, [0.1967, 0.1639, 0.623, -0.1475, 0.5902, 0.4918]);
    const [g] = grad([real(x).sum().add(imag(x).sum().mul(2))], [a]);
    near(
      g!,
      [
        -0.2225, -0.2701, 0.2065, -0.8501, -0.6674, -0.8104, -0.1557, 0.1875, -0.6085, -0.0302, -0.4671,
        0.5624, 0.0121, -0.2698, 0.5577, -0.3804, 0.0364, -0.8093,
      ],
    );
  });
});
