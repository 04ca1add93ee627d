import { autograd, noGrad } from '@cresset/autograd';
import { Adam } from '@cresset/optim';
import { functional as F, ones, scope, setDefaultDevice, slice, Tensor, use, zeros } from '@cresset/tensor';
import { flushPending } from '@cresset/tensor/backend';
import { NullBackend } from '@cresset/testing';
import { beforeAll, describe, expect, it } from 'vitest';
import { lenet, mlp, type Training, transformer } from './training.js';

const device = new NullBackend();
use(device, autograd());
beforeAll(() => setDefaultDevice('null'));

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

  it('reads of other shapes and layouts are no obstacle', () => {
    const x = ones([8, 16]);
    const row = ones([16]);
    // Bias over rows, transposed, flattened, sliced, stepped, flipped.
    expect(kernels(() => x.mul(2).add(row).t().mul(3).reshape([-1]).add(1))).toBe('map');
    expect(kernels(() => x.mul(2).add(row).t().mul(3))).toBe('map');
    expect(kernels(() => x.mul(2).reshape([4, 32]).add(1).sum(1))).toBe('reduce');
    expect(kernels(() => x.mul(2).narrow(1, 4, 6).exp())).toBe('map');
    expect(
      kernels(() =>
        x
          .mul(2)
          .at(slice(null, null, 2))
          .flip([0])
          .exp(),
      ),
    ).toBe('map');
    expect(
      kernels(() =>
        x
          .add(1)
          .chunk(4, 1)
          .map((g) => g.tanh()),
      ),
    ).toBe('map map map map');
  });

  it('changes in place are no obstacle either', () => {
    const x = ones([8, 16]);
    expect(kernels(() => x.cumsum(1).mul_(2).add_(1).sum(1))).toBe('scan reduce');
    expect(kernels(() => x.exp().mul_(2).add_(x).sub_(1))).toBe('map');
    expect(kernels(() => void x.mul_(2).sub_(1).mul_(0.5))).toBe('map');
  });

  it('an Adam step over 20 parameters is 20 kernels, by the optimizer and by hand', () => {
    const shapes = Array.from({ length: 20 }, (_, i) => [4 + i, 8]);
    const params = shapes.map((s) => ones(s).requiresGrad_());
    const optimizer = new Adam(params);
    for (const p of params) p.grad = ones([...p.shape]);
    optimizer.step();
    expect(kernels(() => void optimizer.step())).toBe(Array(20).fill('map').join(' '));

    const state = params.map((p) => [zeros([...p.shape]), zeros([...p.shape])] as const);
    // Twelve ops a parameter: 240 commands.
    const byHand = (): void => {
      params.forEach((p, i) => {
        const g = p.grad!;
        const [m, v] = state[i]!;
        m.mul_(0.9).add_(g.mul(0.1));
        v.mul_(0.999).add_(g.mul(g).mul(0.001));
        noGrad(() => p.sub_(m.div(0.19).div(v.div(0.002).sqrt().add(1e-8)).mul(1e-3)));
      });
    };
    expect(kernels(byHand)).toBe(Array(20).fill('map').join(' '));
  });
});

/** Kernels and bytes of a training step, once all state is there. */
function stepOf(device: NullBackend, make: () => Training): { kernels: number; bytes: number; peak: number } {
  setDefaultDevice(device.name);
  const training = make();
  for (let i = 0; i < 2; i++) training.step().dispose();
  device.reset();
  const { live } = device;
  training.step().dispose();
  const { kernels, bytes, peak } = device;
  return { kernels: kernels.length, bytes, peak: peak - live };
}

describe('kernels and bytes of a training step', () => {
  const eager = new NullBackend({ name: 'null-eager', deferred: false });
  beforeAll(() => use(eager));

  // `bytes` is what a device takes that takes memory at first use: intermediates that fusion does away with count nothing.
  // Products: 2 forward, 3 backward. Rows of crossEntropy: 6 forward (largest, sum, difference, index, gather, two sums,
  // quotient), 5 backward, among them the zeros that the picked gradients are added to. Two bias gradients, ReLU and
  // its gradient with the bias in it, 4 updates.
  it('MLP 784-128-10, batch 64, SGD', () => {
    expect(stepOf(eager, mlp)).toEqual({ kernels: 30, bytes: 550712, peak: 100868 });
    expect(stepOf(device, mlp)).toEqual({ kernels: 27, bytes: 550708, peak: 32772 });
  });

  // 10 updates; 5 products forward, 9 backward. A convolution without an override copies its windows (2 maps and a
  // padding) and adds their gradients up in place, one map for each of the 25 positions of the second kernel; pooling is
  // a reduction that takes bias and ReLU as its prologue, a map of positions and a scatter.
  it('LeNet, batch 16, Adam', () => {
    expect(stepOf(eager, lenet)).toEqual({ kernels: 101, bytes: 8444536, peak: 2856556 });
    expect(stepOf(device, lenet)).toEqual({ kernels: 91, bytes: 8041076, peak: 1921428 });
  });

  // 12 updates; 6 products forward, 12 backward; each layer norm 3 forward, 5 backward; softmax 3 and 2, with the scaling
  // of the scores in them. GELU saves its argument and takes the bias along; residuals go into the maps beside them.
  it('a transformer block, AdamW', () => {
    expect(stepOf(eager, transformer)).toEqual({ kernels: 78, bytes: 156556, peak: 55172 });
    expect(stepOf(device, transformer)).toEqual({ kernels: 62, bytes: 135940, peak: 11012 });
  });

  it('is planned once', () => {
    setDefaultDevice('null');
    const queue = ones([1]).device.backend as unknown as { counters: { planned: number } };
    const training = lenet();
    for (let i = 0; i < 2; i++) training.step().dispose();
    const before = queue.counters.planned;
    for (let i = 0; i < 5; i++) training.step().dispose();
    expect(queue.counters.planned).toBe(before);
  });
});
