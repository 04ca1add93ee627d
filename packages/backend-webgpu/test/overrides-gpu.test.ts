import { describe, it } from 'vitest';
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
  describe('overrides as a GPU takes them', () => compareOverrides(device, { gpu: true }));
}
