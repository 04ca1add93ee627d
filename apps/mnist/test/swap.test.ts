import { isAvailable } from '@cresset/backend-cpu';
import { SyntheticDigits, transforms } from '@cresset/vision';
import { beforeAll, describe, expect, it } from 'vitest';
import { openDevice } from '../src/device.js';
import { type SwapOptions, trainAcross } from '../src/swap.js';

describe.skipIf(!isAvailable())('changing the device in the middle of a training', () => {
  let options: SwapOptions;
  beforeAll(() => {
    openDevice('reference');
    const transform = new transforms.Compose([
      new transforms.ToTensor(),
      new transforms.Normalize(0.1307, 0.3081),
    ]);
    const dataset = new SyntheticDigits({ length: 640, transform });
    options = { model: 'lenet', dataset, steps: 10, batchSize: 32, seed: 4 };
  });

  it.each([
    ['reference', 'cpu'],
    ['cpu', 'reference'],
  ] as const)('from %s to %s: the loss neither jumps at the move nor stops falling', async (from, to) => {
    const stayed = await trainAcross(from, from, options);
    const moved = await trainAcross(from, to, options);
    expect(moved.losses).toHaveLength(20);
    expect(Math.abs(moved.before - moved.after)).toBeLessThan(1e-5 * moved.before);
    expect(moved.losses.slice(0, 10)).toEqual(stayed.losses.slice(0, 10));
    // The optimizer's moments have moved too: without them the first steps after the move would differ at once.
    for (let step = 10; step < 20; step++) {
      expect(Math.abs(moved.losses[step]! - stayed.losses[step]!)).toBeLessThan(2e-3);
    }
    expect(moved.losses[19]!).toBeLessThan(moved.losses[9]!);
  });
});
