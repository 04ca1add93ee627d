import { reference } from '@cresset/backend-reference';
import { runConformance } from '@cresset/testing';
import { describe, it } from 'vitest';
import { openDevice } from '../device.js';
import { knownGaps } from '../known-gaps.js';

/**
 * A quarter of the conformance suite. Software adapters keep every pipeline they have compiled, gigabytes in all, so each
 * part has a process of its own.
 */
export async function conformancePart(index: number): Promise<void> {
  // Minutes on a software adapter: not part of `npm test` unless WebGPU is asked for; CI asks for two parts a commit.
  const wanted = process.env.CRESSET_WEBGPU_PARTS ?? '1,2,3,4';
  if (process.env.CRESSET_REQUIRE_WEBGPU === '1' && wanted.split(',').includes(String(index + 1))) {
    const device = await openDevice();
    if (device !== null) runConformance(device, { oracle: reference(), knownGaps, part: { index, of: 4 } });
  } else {
    describe.skip(`part ${index + 1} of the conformance of 'webgpu': CRESSET_REQUIRE_WEBGPU=1 runs it`, () =>
      it('needs a device', () => {}));
  }
}
