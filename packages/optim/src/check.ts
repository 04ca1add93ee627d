import { ArgumentError } from '@cresset/tensor';
import { describe } from '@cresset/tensor/toolkit';

/** @throws ArgumentError unless `v` is a number ≥ `low` and < `below` */
export function check(optimizer: string, name: string, v: unknown, low: number, below = Infinity): void {
  if (typeof v !== 'number' || !(v >= low) || !(v < below)) {
    const range = below === Infinity ? `≥ ${low}` : `in [${low}, ${below})`;
    throw new ArgumentError(`${optimizer}: ${name} must be a number ${range}, got ${describe(v)}`);
  }
}

/** @throws ArgumentError unless `v` is a pair of numbers in [0, 1) */
export function checkBetas(optimizer: string, v: unknown): void {
  if (!Array.isArray(v) || v.length !== 2) {
    throw new ArgumentError(`${optimizer}: betas must be a pair of numbers in [0, 1), got ${describe(v)}`);
  }
  check(optimizer, 'betas[0]', v[0], 0, 1);
  check(optimizer, 'betas[1]', v[1], 0, 1);
}

/** @throws ArgumentError unless `v` is true or false */
export function checkFlag(optimizer: string, name: string, v: unknown): void {
  if (typeof v !== 'boolean') {
    throw new ArgumentError(`${optimizer}: ${name} must be true or false, got ${describe(v)}`);
  }
}
