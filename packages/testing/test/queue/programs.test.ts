import { autograd } from '@cresset/autograd';
import { functional as F, ones, scope, setDefaultDevice, Tensor, use } from '@cresset/tensor';
import { flushPending } from '@cresset/tensor/backend';
import { NullBackend } from '@cresset/testing';
import { beforeAll, describe, expect, it } from 'vitest';

const device = new NullBackend();
beforeAll(() => {
  use(device, autograd());
  setDefaultDevice('null');
});

/** Families of the kernels that a program takes, its result being kept. */
function kernels(body: () => unknown): string {
  flushPending();
  device.reset();
  const kept = scope(body);
  for (const t of [kept].flat()) if (t instanceof Tensor) t.dispose();
  return device.sequence;
}

describe('kernels of programs', () => {
  it('a GELU by hand is one', () => {
    const x = ones([8, 16]);
    expect(kernels(() => x.mul(Math.SQRT1_2).erf().add(1).mul(x).mul(0.5))).toBe('map');
    expect(
      kernels(() =>
        x
          .pow(3)
          .mul(0.044715)
          .add(x)
          .mul(Math.sqrt(2 / Math.PI))
          .tanh()
          .add(1)
          .mul(x)
          .mul(0.5),
      ),
    ).toBe('map');
  });

  it('layer norm is three', () => {
    const x = ones([8, 16]);
    const w = ones([16]);
    const b = ones([16]);
    expect(kernels(() => F.layerNorm(x, [16], { weight: w, bias: b }))).toBe('reduce reduce map');
    expect(
      kernels(() => {
        const d = x.sub(x.mean(1, { keepdim: true }));
        const variance = d.mul(d).mean(1, { keepdim: true });
        return d.mul(variance.add(1e-5).rsqrt()).mul(w).add(b);
      }),
    ).toBe('reduce reduce map');
  });

  it('softmax is three', () => {
    const x = ones([8, 16]);
    expect(kernels(() => x.softmax(1))).toBe('reduce reduce map');
    expect(
      kernels(() => {
        const e = x.sub(x.amax(1, { keepdim: true })).exp();
        return e.div(e.sum(1, { keepdim: true }));
      }),
    ).toBe('reduce reduce map');
  });
});
