// The conformance suite on WebGPU in a page. The pages of one run share the ops: each asks for the next one.
import { reference } from '@cresset/backend-reference';
import { webgpu } from '@cresset/backend-webgpu';
import { knownGaps } from '../../../packages/backend-webgpu/test/known-gaps.ts';
import { runConformance } from '../../../packages/testing/src/conformance/run.ts';
import { groups, run } from './twins/vitest.mjs';

try {
  const device = await webgpu();
  runConformance(device, { oracle: reference(), knownGaps });
  await globalThis.begin({ adapter: device.description, groups: groups() });
  await run(globalThis.nextGroup, async (results) => {
    // All that follows would fail for the same reason.
    if (device.closed) throw new Error(results.find((r) => r.error !== null)?.error ?? 'the device was lost');
    await globalThis.report(results);
  });
  await globalThis.end(device.counters);
} catch (error) {
  await globalThis.failed(error?.stack ?? String(error));
}
