import { readFileSync } from 'node:fs';
import { cpu, isAvailable } from '@cresset/backend-cpu';
import { reference } from '@cresset/backend-reference';
import { use } from '@cresset/tensor';
import { toleranceOf } from '@cresset/testing';

/** Every backend of this machine; the first is the default device. One thread: the tensors of tests are tiny. */
export const backends = isAvailable() ? [reference(), cpu({ threads: 1 })] : [reference()];
use(...backends);

export function golden<T>(name: string): T {
  return JSON.parse(readFileSync(new URL(`./goldens/${name}.json`, import.meta.url), 'utf8')) as T;
}

/** Largest excess over the tolerance for float32 accumulations of `terms` terms; ≤ 0 when all agree. */
export function excess(actual: ArrayLike<number | bigint>, expected: ArrayLike<number>, terms = 1): number {
  if (actual.length !== expected.length) return Number.POSITIVE_INFINITY;
  const magnitude = Math.max(1, ...Array.from(expected, Math.abs));
  const elementwise = toleranceOf('elementwise', 'float32', { terms, magnitude });
  const sum = toleranceOf('accumulate', 'float32', { terms, magnitude });
  let most = Number.NEGATIVE_INFINITY;
  for (let i = 0; i < actual.length; i++) {
    const allowed = Math.max(elementwise.atol + elementwise.rtol * Math.abs(expected[i]!), sum.atol);
    const e = Math.abs(Number(actual[i]) - expected[i]!) - allowed;
    most = Math.max(most, Number.isNaN(e) ? Number.POSITIVE_INFINITY : e);
  }
  return most;
}
