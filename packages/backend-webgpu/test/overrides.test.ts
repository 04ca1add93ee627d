import { describe, it } from 'vitest';
import { openDevice } from './device.js';
import { compareOverrides } from './override-cases.js';

const device = await openDevice();

if (device === null)
  describe.skip('overrides as this adapter takes them', () => it('needs a device', () => {}));
else describe('overrides as this adapter takes them', () => compareOverrides(device));
