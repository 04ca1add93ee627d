import { describe } from 'vitest';
import { WebGpuBackend } from '../src/backend.js';
import { openDevice } from './device.js';
import { compareOverrides } from './override-cases.js';

const found = await openDevice();
/** What a GPU would run, on whatever adapter there is. */
const device =
  found === null
    ? null
    : new WebGpuBackend(found.device, { description: 'as a GPU', software: false, owners: [found] });

describe.skipIf(device === null)('overrides as a GPU takes them', () => {
  compareOverrides(device!);
});
