import { reference } from '@cresset/backend-reference';
import { runConformance } from '@cresset/testing';
import { describe, it } from 'vitest';
import { openDevice } from '../device.js';
import { knownGaps } from '../known-gaps.js';

/**
 * A quarter of the conformance suite, so that as many processors as there are take part: on SwiftShader most of the time
 * goes into the compilation of some 2,500 kernels a part. A part takes some 100 s of a processor and 2.5 GB at most.
 */
export async function conformancePart(index: number): Promise<void> {
  // Minutes on a software adapter: not part of `npm test` unless WebGPU is asked for, as CI does.
  const wanted = process.env.CRESSET_WEBGPU_PARTS ?? '1,2,3,4';
  if (process.env.CRESSET_REQUIRE_WEBGPU === '1' && wanted.split(',').includes(String(index + 1))) {
    const device = await openDevice();
    if (device !== null) runConformance(device, { oracle: reference(), knownGaps, part: { index, of: 4 } });
  } else {
    describe.skip(`part ${index + 1} of the conformance of 'webgpu': CRESSET_REQUIRE_WEBGPU=1 runs it`, () =>
      it('needs a device', () => {}));
  }
}
