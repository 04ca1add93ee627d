import { reference } from '@cresset/backend-reference';
import { tensor, use } from '@cresset/tensor';
import type { Backend } from '@cresset/tensor/backend';
import { deferred } from '@cresset/testing';
import fc from 'fast-check';
import { beforeAll, describe, expect, it } from 'vitest';
import { runProgram, type Step } from './random-program.js';

/** Memory that starts as NaN (and −1): what nobody wrote, somebody would notice. */
function poisoned(backend: Backend): Backend {
  const allocate = (bytes: number) => {
    const buffer = backend.allocate(bytes);
    if (bytes > 0) backend.upload(buffer, 0, new Uint8Array(bytes).fill(0xff));
    return buffer;
  };
  return Object.create(backend, { allocate: { value: allocate } }) as Backend;
}

beforeAll(() => use(reference(), poisoned(deferred(reference()))));

const step: fc.Arbitrary<Step> = fc.tuple(fc.nat(1000), fc.nat(30), fc.nat(30), fc.nat(30), fc.nat(30));

/** What has once gone wrong: a reduction that lost a result, and whose space then had fewer dims. */
const found: Step[] = [
  [0, 0, 0, 0, 0],
  [402, 8, 0, 0, 0],
  [203, 2, 0, 10, 0],
  [0, 0, 0, 0, 0],
  [742, 26, 0, 0, 0],
  [0, 0, 0, 0, 0],
];

describe('random programs', () => {
  it('give bit for bit what they give without a queue', () => {
    fc.assert(
      fc.property(fc.array(step, { minLength: 1, maxLength: 40, size: 'max' }), (steps) => {
        const expected = runProgram(steps, 'reference');
        expect(runProgram(steps, 'reference-deferred')).toEqual(expected);
        // Once more, as it was planned before.
        expect(runProgram(steps, 'reference-deferred')).toEqual(expected);
      }),
      { numRuns: Number(process.env.CRESSET_RUNS ?? 400), examples: [[found]] },
    );
    const { counters } = tensor(0, { device: 'reference-deferred' }).device.backend as unknown as {
      counters: { commands: number; submitted: number; flushes: number; planned: number };
    };
    // The programs do meet in one flush, and do fuse.
    expect(counters.planned).toBeLessThan(0.7 * counters.flushes);
    expect(counters.submitted).toBeLessThan(0.8 * counters.commands);
  });
});
