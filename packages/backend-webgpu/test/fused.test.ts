import { autograd } from '@cresset/autograd';
import { ones, scope, setDefaultDevice, type Tensor, use } from '@cresset/tensor';
import { flushPending } from '@cresset/tensor/backend';
import { NullBackend, type NullKernel } from '@cresset/testing';
import { beforeAll, describe, expect, it } from 'vitest';
import { prepareMap } from '../src/families/map.js';
import { prepareReduce } from '../src/families/reduce.js';
import { sources } from './sources.js';

const device = new NullBackend();

beforeAll(() => {
  use(device, autograd());
  setDefaultDevice('null');
});

/** The shaders of a program's kernels, as fusion leaves them. */
function shadersOf(body: () => Tensor): string {
  flushPending();
  device.reset();
  scope(body).dispose();
  return device.kernels.flatMap((k) => print(k)).join('\n// ----\n\n');
}

function print({ spec, dims, buffers }: NullKernel): string[] {
  const distinct = [...new Set(buffers)];
  const pattern = buffers.map((b) => distinct.indexOf(b));
  if (spec.family === 'map') return sources(prepareMap(spec), dims, pattern);
  if (spec.family === 'reduce') return sources(prepareReduce(spec), dims, pattern);
  throw new Error(`a ${spec.family} kernel`);
}

describe('shaders of fused kernels', () => {
  it('GELU by hand', async () => {
    const x = ones([8, 16]);
    const text = shadersOf(() => x.mul(Math.SQRT1_2).erf().add(1).mul(x).mul(0.5));
    await expect(text).toMatchFileSnapshot('goldens/fused-gelu.wgsl');
  });

  it('layer norm by hand', async () => {
    const x = ones([8, 16]);
    const text = shadersOf(() => {
      const d = x.sub(x.mean(1, { keepdim: true }));
      return d.mul(d.mul(d).mean(1, { keepdim: true }).add(1e-5).rsqrt());
    });
    await expect(text).toMatchFileSnapshot('goldens/fused-layer-norm.wgsl');
  });

  it('a bias, a ReLU that is kept, and a transposed read, in place', async () => {
    const [x, bias, y] = [ones([8, 16]), ones([16]), ones([16, 8])];
    const text = shadersOf(() => {
      const h = x.add(bias).relu();
      y.mul_(2).add_(h.t());
      return h;
    });
    await expect(text).toMatchFileSnapshot('goldens/fused-transposed.wgsl');
  });
});
