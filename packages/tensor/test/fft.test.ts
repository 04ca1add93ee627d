import { autograd } from '@cresset/autograd';
import { cpu, setNumThreads } from '@cresset/backend-cpu';
import { reference } from '@cresset/backend-reference';
import type { Tensor } from '@cresset/tensor';
import {
  complex,
  fft,
  hannWindow,
  imag,
  istft,
  manualSeed,
  mul,
  randn,
  real,
  stft,
  sum,
  tensor,
  use,
  viewAsComplex,
  viewAsReal,
} from '@cresset/tensor';
import { describe, expect, it } from 'vitest';
import { gradientError, secondOrderError } from '../../testing/src/gradient.js';

use(reference(), cpu(), autograd());

const drawn = (shape: readonly number[], device: string, dtype = 'float64'): Tensor => {
  manualSeed(5);
  return randn([...shape], { dtype: dtype as 'float64', device: 'reference' }).to(device);
};

const signal = (shape: readonly number[], device: string, dtype = 'float64'): Tensor => {
  const pairs = drawn([...shape, 2], device, dtype);
  return viewAsComplex(pairs);
};

const largest = (t: Tensor): number => {
  let most = 0;
  for (const v of (t.dtype.kind === 'complex' ? viewAsReal(t) : t).dataSync())
    most = Math.max(most, Math.abs(Number(v)));
  return most;
};

/** By the definition, in float64. */
function slow(x: Float64Array, forward = true): Float64Array {
  const n = x.length / 2;
  const y = new Float64Array(2 * n);
  for (let k = 0; k < n; k++) {
    for (let j = 0; j < n; j++) {
      const angle = ((forward ? -2 : 2) * Math.PI * ((j * k) % n)) / n;
      const [c, s] = [Math.cos(angle), Math.sin(angle)];
      y[2 * k]! += x[2 * j]! * c - x[2 * j + 1]! * s;
      y[2 * k + 1]! += x[2 * j]! * s + x[2 * j + 1]! * c;
    }
  }
  return y;
}

const lengths = [1, 2, 3, 4, 5, 7, 8, 11, 16, 30, 31, 37, 49, 64, 97, 100, 128, 210, 341, 360, 509, 512];

describe.each(['reference', 'cpu'])('fft on %s', (device) => {
  it.each(lengths)('of length %i is that of the definition, both ways', (n) => {
    const x = signal([n], device);
    const data = viewAsReal(x).contiguous().dataSync() as Float64Array;
    for (const forward of [true, false]) {
      const y = forward ? fft.fft(x) : fft.ifft(x, { norm: 'forward' });
      const expected = slow(data, forward);
      const actual = viewAsReal(y).dataSync() as Float64Array;
      const size = Math.max(...expected.map(Math.abs));
      actual.forEach((v, i) => expect(Math.abs(v - expected[i]!)).toBeLessThan(size * 1e-13));
    }
  });

  it.each([1000, 1021, 4096, 6000, 16384, 20011, 65536, 99000])(
    'of length %i comes back, float32 to its last digits',
    (n) => {
      if (device === 'reference' && n > 20000) n = Math.floor(n / 8);
      for (const [dtype, bound] of [
        ['float32', 3e-6],
        ['float64', 4e-15],
      ] as const) {
        const x = signal([n], device, dtype);
        const back = viewAsReal(fft.ifft(fft.fft(x)));
        expect(largest(back.sub(viewAsReal(x)))).toBeLessThan(bound * 5);
        const r = real(x).contiguous();
        expect(largest(fft.irfft(fft.rfft(r), n).sub(r))).toBeLessThan(bound * 5);
        // Parseval: energies agree.
        const energy = (t: Tensor): number => sum(mul(viewAsReal(t), viewAsReal(t))).itemSync();
        expect(energy(fft.fft(x, { norm: 'ortho' })) / energy(x)).toBeCloseTo(
          1,
          dtype === 'float32' ? 5 : 12,
        );
      }
    },
  );

  it('along several dimensions is one after the other, in any order and layout', () => {
    const x = signal([6, 5, 8], device);
    const one = fft.fft(fft.fft(fft.fft(x, { dim: 2 }), { dim: 0 }), { dim: 1 });
    const all = fft.fftn(x);
    expect(largest(viewAsReal(all).sub(viewAsReal(one)))).toBeLessThan(1e-12);
    const turned = fft.fftn(x.permute([2, 0, 1])).permute([1, 2, 0]);
    expect(largest(viewAsReal(all).sub(viewAsReal(turned.contiguous())))).toBeLessThan(1e-12);
    const r = drawn([4, 6, 5], device);
    expect(largest(fft.irfftn(fft.rfftn(r), r.shape).sub(r))).toBeLessThan(1e-13);
    expect(largest(fft.hfft(fft.ihfft(r), 5).sub(r))).toBeLessThan(1e-13);
  });

  it('of complex input has first and second derivatives', async () => {
    const pairs = drawn([3, 6, 2], device).requiresGrad_();
    const real2 = (t: Tensor): Tensor => (t.dtype.kind === 'complex' ? viewAsReal(t) : t);
    const forms: ((x: Tensor) => Tensor)[] = [
      (x) => fft.fft(x),
      (x) => fft.ifft(x, 4, { dim: 0, norm: 'ortho' }),
      (x) => fft.fft2(x),
      (x) => fft.irfft(x),
      (x) => fft.irfft(x, 7),
      (x) => fft.irfft2(x, { norm: 'forward' }),
      (x) => fft.hfft(x, 9),
      (x) => fft.fftshift(fft.ifftn(x)),
    ];
    for (const f of forms) {
      // Squared, so that the second derivative is not zero.
      const g = ([x]: readonly Tensor[]): Tensor[] => {
        const y = real2(f(viewAsComplex(x!)));
        return [mul(y, y)];
      };
      expect(await gradientError(g, [pairs])).toBeNull();
      expect(await secondOrderError(g, [pairs])).toBeNull();
    }
  });

  it('stft and istft are inverse to each other', async () => {
    const x = drawn([2, 96], device);
    const window = hannWindow(16, { dtype: 'float64', device });
    const spectrum = stft(x, 16, { hopLength: 4, window, returnComplex: true });
    expect(spectrum.shape).toEqual([2, 9, 25]);
    const back = istft(spectrum, 16, { hopLength: 4, window, length: 96 });
    expect(largest(back.sub(x))).toBeLessThan(1e-13);
    const pairs = viewAsReal(spectrum).contiguous().detach().requiresGrad_();
    const f = ([p]: readonly Tensor[]): Tensor[] => [istft(viewAsComplex(p!), 16, { hopLength: 4, window })];
    expect(await gradientError(f, [pairs])).toBeNull();
    const edge = hannWindow(16, { dtype: 'float64', device });
    expect(() => istft(spectrum, 16, { hopLength: 16, window: edge })).toThrow(
      'istft: the squared windows add up to 0 at point 8',
    );
  });
});

describe('views between complex numbers and pairs', () => {
  it.each(['reference', 'cpu'])('share memory on %s', (device) => {
    const pairs = tensor([1, 2, 3, 4, 5, 6], { shape: [3, 2], dtype: 'float32', device });
    const z = viewAsComplex(pairs);
    pairs.setAt([1, 1], 40);
    expect(z.toArraySync()).toEqual([
      [1, 2],
      [3, 40],
      [5, 6],
    ]);
    imag(z).setAt([0], -2);
    real(z.flip(0).contiguous());
    expect(pairs.toArraySync()).toEqual([
      [1, -2],
      [3, 40],
      [5, 6],
    ]);
    expect(viewAsReal(z).stride()).toEqual([2, 1]);
    expect(viewAsReal(z).storage).toBe(pairs.storage);
    expect(real(z.narrow(0, 1, 2)).toArraySync()).toEqual([3, 5]);
    expect(complex(real(z), imag(z)).toArraySync()).toEqual(z.toArraySync());
  });
});

it('long transforms are the same with any number of threads', () => {
  const x = signal([40000], 'cpu', 'float32');
  const batch = signal([50, 300], 'cpu', 'float32');
  const run = (): Tensor[] => [viewAsReal(fft.fft(x)), viewAsReal(fft.fft2(batch))];
  setNumThreads(1);
  const one = run();
  setNumThreads(2);
  run().forEach((t, i) => expect(largest(t.sub(one[i]!))).toBe(0));
});
