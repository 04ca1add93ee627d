import { functional as F, observe, randn, type Tensor } from '@cresset/tensor';
import { withoutOverrides } from '@cresset/tensor/engine';
import { describe, expect, it } from 'vitest';
import { WebGpuBackend } from '../src/backend.js';
import { openDevice } from './device.js';
import { compareOverrides } from './override-cases.js';

const found = await openDevice();

if (found === null) describe.skip('overrides as a GPU takes them', () => it('needs a device', () => {}));
else {
  // What a GPU would run, on whatever adapter there is.
  const device = new WebGpuBackend(found.device, {
    description: 'as a GPU',
    software: false,
    owners: [found],
  });
  describe('overrides as a GPU takes them', () => {
    compareOverrides(device, { gpu: true });

    // Forward only: the gradient is the composite's, whose many kernels of halves take a processor minutes to compile.
    it.each([
      ['float16', 1e-3],
      ['bfloat16', 8e-3],
    ] as const)('attention in %s agrees with its composite in float32', async (dtype, tolerance) => {
      const operands = [
        [2, 9, 16],
        [2, 33, 16],
        [2, 33, 20],
      ].map((shape) => randn(shape, { device: 'webgpu' }).to(dtype));
      const attend = async ([q, k, v]: readonly Tensor[]): Promise<number[]> => {
        const out = F.scaledDotProductAttention(q!, k!, v!, { isCausal: true });
        return Array.from((await out.to('float32').data()) as Float32Array);
      };
      const paths: string[] = [];
      const subscription = observe({ called: (name, _i, _a, _o, path) => paths.push(`${name} ${path}`) });
      const fast = await attend(operands);
      subscription.remove();
      expect(paths).toContain('scaledDotProductAttention override');
      const plain = await withoutOverrides(() => attend(operands.map((t) => t.to('float32'))));
      const scale = Math.max(...plain.map(Math.abs));
      const off = Math.max(...fast.map((v, i) => Math.abs(v - plain[i]!)));
      expect(off / scale).toBeLessThan(tolerance);
    });
  });
}
