import { describe, expect, it } from 'vitest';
import * as cresset from '../src/index.js';

describe('init', () => {
  it('takes the first device that works and says why the others were not taken', async () => {
    const report = await cresset.init();
    expect(['cpu', 'reference']).toContain(report.device);
    if (report.device === 'reference') {
      expect(report.refused.map((r) => r.device)).toEqual(['cpu']);
      expect(report.refused[0]!.reason.length).toBeGreaterThan(20);
    }
    expect(cresset.defaultDevice().name).toBe(report.device);
  });

  it('can be asked for one device, twice', async () => {
    expect(await cresset.init({ devices: ['reference'] })).toEqual({ device: 'reference', refused: [] });
    expect((await cresset.init({ devices: ['reference'] })).device).toBe('reference');
    const x = cresset.tensor([1, 2], { requiresGrad: true });
    x.mul(x).sum().backward();
    expect(await x.grad!.toArray()).toEqual([2, 4]);
  });

  it('refuses a device that it does not know', async () => {
    await expect(cresset.init({ devices: ['tpu'] })).rejects.toThrowError(
      /no device 'tpu'; known are cpu, webgpu, reference/,
    );
  });
});
