import { runOpInfo } from '@cresset/testing';
import { describe, it } from 'vitest';
import { openDevice } from '../device.js';

/**
 * A quarter of PyTorch's OpInfo samples, in a process of its own, like the conformance suite. Thousands of small kernels
 * to compile, so it has a switch of its own, beside that for parts.
 */
export async function opInfoPart(index: number): Promise<void> {
  const wanted = process.env.CRESSET_WEBGPU_PARTS ?? '1,2,3,4';
  if (process.env.CRESSET_OPINFO_WEBGPU === '1' && wanted.split(',').includes(String(index + 1))) {
    const device = await openDevice();
    if (device !== null) runOpInfo(device, { percent: 97, timeout: 600_000, part: { index, of: 4 } });
  } else {
    describe.skip(`part ${index + 1} of OpInfo's samples on 'webgpu': CRESSET_OPINFO_WEBGPU=1 runs it`, () =>
      it('needs a device', () => {}));
  }
}
