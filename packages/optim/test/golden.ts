import { readFileSync } from 'node:fs';
import { toCamelCase } from '@cresset/tensor/toolkit';
import { toleranceOf } from '@cresset/testing';

export function golden<T>(name: string): T {
  return JSON.parse(readFileSync(new URL(`./goldens/${name}.json`, import.meta.url), 'utf8')) as T;
}

/** PyTorch's option names as ours: `T_mult` → `tMult`, `weight_decay` → `weightDecay`. */
export function camelOptions(options: Record<string, unknown>): Record<string, unknown> {
  return Object.fromEntries(Object.entries(options).map(([k, v]) => [toCamelCase(k).replace(/^T/, 't'), v]));
}

/** Largest excess over the tolerance of float32 elementwise results; ≤ 0 when all agree. */
export function excess(actual: ArrayLike<number>, expected: ArrayLike<number>): number {
  const { rtol, atol } = toleranceOf('elementwise', 'float32', { terms: 1, magnitude: 1 });
  if (actual.length !== expected.length) return Infinity;
  let most = -Infinity;
  for (let i = 0; i < actual.length; i++) {
    const e = Math.abs(actual[i]! - expected[i]!) - atol - rtol * Math.abs(expected[i]!);
    most = Math.max(most, Number.isNaN(e) ? Infinity : e);
  }
  return most;
}
