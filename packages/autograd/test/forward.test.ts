import { reference } from '@cresset/backend-reference';
import { allclose, type Tensor, tensor, use, zeros } from '@cresset/tensor';
import { beforeAll, describe, expect, it } from 'vitest';
import {
  autograd,
  dualLevel,
  grad,
  jvp,
  makeDual,
  savedTensorsHooks,
  saveOnCpu,
  unpackDual,
} from '../src/index.js';

beforeAll(() => use(reference(), autograd()));

const of = (data: number[]): Tensor => tensor(data, { dtype: 'float64' });

describe('dual tensors', () => {
  it('carry derivatives forward', async () => {
    const [x, v] = [of([0.5, -1, 2]), of([1, 0.5, -2])];
    const f = (t: Tensor): Tensor => t.sin().mul(t).cumsum(0);
    const { primal, tangent } = dualLevel(() => unpackDual(f(makeDual(x, v))));
    const [value, expected] = jvp(f, x, v);
    expect(await allclose(primal, value)).toBe(true);
    expect(await allclose(tangent!, expected)).toBe(true);
    expect(primal.requiresGrad).toBe(false);
  });

  it('of several inputs add up', async () => {
    const out = dualLevel(() => {
      const a = makeDual(of([2]), of([1]));
      const b = makeDual(of([3]), of([10]));
      return unpackDual(a.mul(b));
    });
    expect(await out.tangent!.toArray()).toEqual([23]);
  });

  it('are told from others', () => {
    dualLevel(() => {
      makeDual(of([1]), of([1]));
      expect(unpackDual(of([1])).tangent).toBe(null);
      expect(unpackDual(of([1]).requiresGrad_().mul(2)).tangent).toBe(null);
    });
    expect(() => makeDual(of([1]), of([1]))).toThrow('inside dualLevel');
    expect(() => dualLevel(() => makeDual(of([1]), zeros([2])))).toThrow('the tangent has shape [2]');
  });
});

describe('saved tensors', () => {
  it('go through the hooks and come back', async () => {
    const x = of([1, 2, 3]).requiresGrad_();
    const seen: number[] = [];
    const y = savedTensorsHooks(
      (t) => {
        seen.push(t.numel());
        return Array.from(t.dataSync() as Float64Array);
      },
      (data) => of(data as number[]),
      () => x.exp().mul(x),
    );
    // exp keeps its result, mul both factors.
    expect(seen).toEqual([3, 3, 3]);
    const [g] = grad(y.sum(), [x]);
    const [expected] = grad(x.exp().mul(x).sum(), [x]);
    expect(await allclose(g!, expected!)).toBe(true);
  });

  it('can be differentiated twice', async () => {
    const x = of([1, 2]).requiresGrad_();
    const y = savedTensorsHooks(
      (t) => t.clone(),
      (t) => t as Tensor,
      () => x.pow(3).sum(),
    );
    const [g] = grad(y, [x], { createGraph: true });
    const [h] = grad(g!.sum(), [x]);
    expect(await allclose(h!, of([6, 12]))).toBe(true);
  });

  it('are kept on the host by saveOnCpu', async () => {
    const x = of([1, 2]).requiresGrad_();
    const y = saveOnCpu(() => x.mul(x).sum());
    y.backward();
    expect(await x.grad!.toArray()).toEqual([2, 4]);
  });
});
