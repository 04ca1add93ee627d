import { describe } from 'vitest';
import { openDevice } from './device.js';
import { compareOverrides } from './override-cases.js';

const device = await openDevice();

describe.skipIf(device === null)('overrides as this adapter takes them', () => {
  compareOverrides(device!);
});
