import { runOpInfo } from '@cresset/testing';
import { describe, it } from 'vitest';
import { openDevice } from './device.js';

// Thousands of small kernels to compile: ten minutes and more on a software adapter, and not yet part of CI, so it has a
// switch of its own.
if (process.env.CRESSET_OPINFO_WEBGPU === '1') {
  const device = await openDevice();
  if (device !== null) runOpInfo(device, { percent: 97 });
} else {
  describe.skip("OpInfo's samples on 'webgpu': set CRESSET_OPINFO_WEBGPU=1 to run them", () =>
    it('needs a device', () => {}));
}
