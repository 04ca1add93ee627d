import { readFileSync } from 'node:fs';
import type { Tensor } from '@cresset/tensor';
import * as T from '@cresset/tensor';
import { toCamelCase } from '@cresset/tensor/toolkit';
import { describe, expect, it } from 'vitest';
import { devices } from './devices.js';

type Word = number | string | boolean;

interface Result {
  readonly dtype: T.DTypeName;
  readonly values: Word[];
}

interface Goldens {
  readonly torch: string;
  readonly values: Word[];
  readonly integers: number[];
  readonly rows: Word[][];
  readonly finite: number[][];
  readonly unary: Record<string, Result>;
  readonly binary: Record<string, Result>;
  readonly integer: Record<string, Result>;
  readonly reduce: Record<string, Result>;
  readonly gradients: Record<string, Word[]>;
}

const goldens = JSON.parse(readFileSync(new URL('./goldens/edges.json', import.meta.url), 'utf8')) as Goldens;
const number = (w: Word): number =>
  typeof w === 'string' ? Number(w.replace('inf', 'Infinity')) : Number(w);

type Op = (...args: unknown[]) => Tensor;
const op = (name: string): Op => {
  const parts = name.split('.').map(toCamelCase);
  return parts.reduce<unknown>((at, part) => (at as Record<string, unknown>)[part], T) as Op;
};

/** Float32 elementwise: rtol 1.3e-6, atol 1e-5; NaN, infinities and all else exactly. */
function expectClose(actual: Tensor, expected: Result | Word[], label: (i: number) => string): void {
  const values = Array.isArray(expected) ? expected : expected.values;
  if (!Array.isArray(expected)) expect(actual.dtype.name).toBe(expected.dtype);
  const floating = actual.dtype.isFloatingPoint;
  const given = Array.from(actual.dataSync() as ArrayLike<number | bigint>, Number);
  const wrong = values.flatMap((w, i) => {
    const [a, e] = [given[i]!, number(w)];
    const same = Object.is(a, e) || a === e;
    const close = floating && Math.abs(a - e) <= 1e-5 + 1.3e-6 * Math.abs(e);
    return same || close ? [] : [`${label(i)}: ${a}, PyTorch gives ${e}`];
  });
  expect(given.length).toBe(values.length);
  expect(wrong).toEqual([]);
}

for (const device of devices) {
  const values = goldens.values.map(number);
  const make = (data: number[], dtype: T.DTypeName = 'float32'): Tensor => T.tensor(data, { dtype, device });

  describe(`edge values on '${device}' as PyTorch ${goldens.torch}`, () => {
    for (const [name, expected] of Object.entries(goldens.unary)) {
      it(name, () => expectClose(op(name)(make(values)), expected, (i) => `${name}(${values[i]})`));
    }
    const pairs = <V>(list: readonly V[]): [V[], V[]] => [
      list.flatMap((v) => list.map(() => v)),
      list.flatMap(() => list),
    ];
    for (const [key, expected] of Object.entries(goldens.binary)) {
      it(key, () => {
        const [name, roundingMode] = key.split(' ') as [string, string?];
        const [a, b] = pairs(values);
        const result = op(name)(make(a), make(b), ...(roundingMode ? [{ roundingMode }] : []));
        // PyTorch's vectorized fmod goes by the quotient, and is NaN where that overflows; C's, and ours, is exact.
        const overflows = (i: number): boolean =>
          /fmod|remainder/.test(name) &&
          Number.isFinite(a[i]!) &&
          Math.abs(a[i]! / b[i]!) > 3.4e38 &&
          b[i] !== 0;
        const given = result.dataSync();
        const list = expected.values.map((w, i) => (overflows(i) ? Number(given[i]) : w));
        expectClose(result, { ...expected, values: list }, (i) => `${key}(${a[i]}, ${b[i]})`);
      });
    }
    for (const [key, expected] of Object.entries(goldens.integer)) {
      it(`${key} of integers`, () => {
        const [name, roundingMode] = key.split(' ') as [string, string?];
        const [a, all] = pairs(goldens.integers);
        const b = /pow|shift/.test(name) ? all.map(Math.abs) : all;
        const options = roundingMode ? [{ roundingMode }] : [];
        const result = op(name)(make(a, 'int64'), make(b, 'int64'), ...options);
        expectClose(result, expected, (i) => `${key}(${a[i]}, ${b[i]})`);
      });
    }
    const rows = goldens.rows.map((r) => r.map(number));
    for (const [key, expected] of Object.entries(goldens.reduce)) {
      it(`${key} of rows`, () => {
        const [name, p] = key.split(' ') as [string, string?];
        const x = T.tensor(rows, { device });
        let result: Tensor;
        if (p === 'values') result = (op(name)(x, 1) as unknown as { values: Tensor }).values;
        else if (name.endsWith('quantile')) result = op(name)(x, number(p!), 1);
        else result = p === undefined ? op(name)(x, 1) : T.norm(x, number(p), 1);
        expectClose(result, expected, (i) => `${key}(${rows[i]})`);
      });
    }
  });

  describe(`gradients at zeros, ties and bounds on '${device}' as PyTorch ${goldens.torch}`, () => {
    const zeros = T.zeros([3], { device });
    const numerator = T.tensor(7.5, { device });
    const rules: Record<string, (x: Tensor) => Tensor> = {
      amax: (x) => x.amax(1),
      max: (x) => x.max(1).values,
      maxAll: (x) => x.max(),
      prod: (x) => x.prod(1),
      cumprod: (x) => x.cumprod(1),
      std: (x) => x.std(1),
      var: (x) => x.var(1),
      norm2: (x) => x.norm(2, 1),
      norm3: (x) => x.norm(3, 1),
      normInf: (x) => x.norm(Infinity, 1),
      logsumexp: (x) => x.logsumexp(1),
      sort: (x) => x.sort(1).values.mul(T.tensor([1, 2, 4], { device })),
      abs: (x) => x.abs(),
      sqrt: (x) => x.sqrt(),
      square: (x) => x.pow(2),
      cube: (x) => x.pow(3),
      power0: (x) => x.pow(0),
      power: (x) => x.pow(2.5),
      exponential: (x) => T.pow(2, x),
      self: (x) => x.pow(x),
      clamp: (x) => x.clamp(-1, 2),
      clampMin: (x) => x.clamp({ min: 0 }),
      maximum: (x) => T.maximum(x, zeros),
      fmin: (x) => T.fmin(x, zeros),
      where: (x) => T.where(x.gt(0), x.log(), x.mul(2)),
      xlogy: (x) => T.xlogy(x, x),
      remainder: (x) => T.remainder(numerator, x),
      fmod: (x) => T.fmod(numerator, x),
      atan2: (x) => x.atan2(x.add(1)),
      sign: (x) => x.sign().add(x),
      lerp: (x) => x.lerp(x.mul(3), 0.7),
    };
    for (const [name, expected] of Object.entries(goldens.gradients)) {
      it(name, () => {
        const x = T.tensor(goldens.finite, { device, requiresGrad: true });
        rules[name]!(x).sum().backward();
        const flat = goldens.finite.flat();
        expectClose(x.grad!, expected, (i) => `${name}, element ${i} (${flat[i]})`);
      });
    }
  });
}
