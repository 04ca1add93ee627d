import { reference } from '@cresset/backend-reference';
import { full, manualSeed, randint, randn, type Tensor, tensor, use } from '@cresset/tensor';
import { describe, expect, it } from 'vitest';
import { WebGpuBackend } from '../src/backend.js';
import { openDevice } from './device.js';
import { compareOverrides } from './override-cases.js';

const found = await openDevice();
const skipped =
  found === null
    ? 'needs a device'
    : found.device.features.has('subgroups')
      ? null
      : 'the adapter has no subgroups';

// Where WebGPU must be tested, testing less is a failure.
if (found !== null && skipped !== null && process.env.CRESSET_REQUIRE_WEBGPU === '1')
  throw new Error(skipped);
if (skipped !== null) describe.skip('kernels that use subgroups', () => it(skipped, () => {}));
else {
  // What a GPU with subgroups would run, whatever their size is here.
  const device = new WebGpuBackend(found!.device, {
    description: 'as a GPU with subgroups',
    software: false,
    subgroups: true,
    owners: [found],
  });
  use(device, reference());

  describe('kernels that use subgroups', () => {
    describe('overrides', () =>
      compareOverrides(device, {
        gpu: true,
        halves: false,
        only: (c) => !/convolution|attention/.test(c.title),
      }));

    const numbers = (shape: readonly number[]): Tensor => {
      manualSeed(5);
      return randn(shape, { device: 'reference' });
    };
    const integers = (shape: readonly number[]): Tensor => {
      manualSeed(6);
      return randint(-1000, 1000, shape, { dtype: 'int64', device: 'reference' });
    };
    /** Rows of several thousands, and one row that takes two passes. */
    const shapes = [
      [3, 3000],
      [1, 100_000],
    ];
    const reductions: readonly [string, (shape: readonly number[]) => Tensor, (x: Tensor) => Tensor][] = [
      ['sum', numbers, (x) => x.sum(1)],
      ['sum of halves', (s) => numbers(s).to('float16'), (x) => x.sum(1)],
      ['sum of int64', (s) => integers(s).mul(3_000_000), (x) => x.sum(1)],
      ['sum of int32', (s) => integers(s).to('int32'), (x) => x.sum(1, { dtype: 'int32' })],
      ['product', (s) => numbers(s).mul(1e-3).exp(), (x) => x.prod(1)],
      ['greatest', numbers, (x) => x.amax(1)],
      ['least of int64', integers, (x) => x.amin(1)],
      ['place of the greatest', numbers, (x) => x.argmax(1)],
      ['place of the least of int64, where several are equal', integers, (x) => x.argmin(1)],
      ['any', (s) => numbers(s).gt(4), (x) => x.any(1)],
      ['all', (s) => numbers(s).gt(-4), (x) => x.all(1)],
    ];
    describe.each(reductions)('%s', (_, make, reduce) => {
      it.each(shapes)('of [%i, %i]', async (rows, terms) => {
        const x = make([rows!, terms!]);
        const expected = reduce(x).toArraySync() as number[];
        const there = x.to({ device: 'webgpu' });
        const found = (await reduce(there).toArray()) as number[];
        expect(found).toEqual(await reduce(there).toArray());
        const scale = x.dtype.isFloatingPoint ? Math.max(...expected.map((v) => Math.abs(Number(v)))) : 0;
        // Rounding of as many steps.
        const tolerance = (x.dtype.bytes === 2 ? 1e-3 : 2 ** -22 * Math.sqrt(terms!)) * scale;
        found.forEach((v, i) => {
          expect(Math.abs(Number(v) - Number(expected[i])), `row ${i}`).toBeLessThanOrEqual(tolerance);
        });
      });
    });

    it('find NaN wherever it lies', async () => {
      for (const at of [0, 5, 255, 256, 2999]) {
        const values = new Array(3000).fill(1);
        values[at] = Number.NaN;
        const x = tensor([values], { device: 'webgpu' });
        expect(await x.amax(1).toArray()).toEqual([Number.NaN]);
        expect(await x.amin(1).toArray()).toEqual([Number.NaN]);
        expect(await x.argmax(1).toArray()).toEqual([at]);
        expect(await x.softmax(1).amax(1).toArray()).toEqual([Number.NaN]);
      }
      const lowest = full([2, 3000], Number.NEGATIVE_INFINITY, { device: 'webgpu' });
      expect(await lowest.amax(1).toArray()).toEqual([Number.NEGATIVE_INFINITY, Number.NEGATIVE_INFINITY]);
    });
  });
}
