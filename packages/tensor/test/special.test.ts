import { readFileSync } from 'node:fs';
import type { Tensor } from '@cresset/tensor';
import * as T from '@cresset/tensor';
import { describe, expect, it } from 'vitest';
import { devices } from './devices.js';

type Op = (...args: unknown[]) => Tensor;

/** Arguments, then the value. */
const goldens = JSON.parse(
  readFileSync(new URL('./goldens/special.json', import.meta.url), 'utf8'),
) as Record<string, number[][]>;

const opOf = (path: string): Op => {
  const [namespace, name] = path.includes('.') ? path.split('.') : [null, path];
  const holder = (namespace === null ? T : (T as unknown as Record<string, unknown>)[namespace]) as Record<
    string,
    Op
  >;
  return holder[name!]!;
};

/** The next number of a float64, by its bits. */
function next(x: number, up: boolean): number {
  const view = new DataView(new ArrayBuffer(8));
  if (x === 0) return up ? Number.MIN_VALUE : -Number.MIN_VALUE;
  view.setFloat64(0, x);
  view.setBigInt64(0, view.getBigInt64(0) + (up === x > 0 ? 1n : -1n));
  return view.getFloat64(0);
}

describe.each(devices)('special functions on %s', (device) => {
  it.each(Object.entries(goldens))('%s has 13 digits in float64, 5 in float32', (path, rows) => {
    const op = opOf(path);
    for (const [dtype, rtol] of [
      ['float64', 2e-13],
      ['float32', 1e-5],
    ] as const) {
      for (const row of rows) {
        const args = row
          .slice(0, -1)
          .map((v, i) => (path === 'polygamma' && i === 0 ? v : T.tensor([v], { dtype, device })));
        const expected = row[row.length - 1]!;
        // The arguments are rounded to float32 too, which large ones magnify.
        const condition = dtype === 'float32' ? Math.max(1, ...row.slice(0, -1).map(Math.abs)) / 4 : 1;
        if (dtype === 'float32' && (Math.abs(expected) > 3e38 || Math.abs(expected) < 1e-30)) continue;
        const actual = Number(op(...args).dataSync()[0]);
        const error = Math.abs(actual - expected) / Math.abs(expected || 1);
        expect(error, `${path}(${row.slice(0, -1)}) in ${dtype} is ${actual}, not ${expected}`).toBeLessThan(
          rtol * Math.max(1, condition),
        );
      }
    }
  });

  it('incomplete gamma functions have their limits at the edges', () => {
    const a = T.tensor([0, 0, 2, 2, Infinity, 2, -1, Infinity], { dtype: 'float64', device });
    const x = T.tensor([0, 1, 0, Infinity, 1, -1, 1, Infinity], { dtype: 'float64', device });
    expect([...T.igamma(a, x).dataSync()]).toEqual([NaN, 1, 0, 1, 0, NaN, NaN, NaN]);
    expect([...T.igammac(a, x).dataSync()]).toEqual([NaN, 0, 1, 0, 1, NaN, NaN, NaN]);
  });

  it('nextafter gives the neighbour by bits', () => {
    const values = [0, 1, -1, 1.5, 3e-308, 1e-310, 5e-324, 1e300, -7.25, 2 ** -1022, 4];
    for (const up of [true, false]) {
      const result = T.nextafter(
        T.tensor(values, { dtype: 'float64', device }),
        T.tensor([up ? Infinity : -Infinity], { dtype: 'float64', device }),
      );
      expect([...result.dataSync()]).toEqual(
        values.map((v) => (next(v, up) === 0 && v < 0 ? -0 : next(v, up))),
      );
    }
    const same = T.nextafter(T.tensor([1, NaN, Infinity], { device }), T.tensor([1, 0, 0], { device }));
    expect([...same.dataSync()]).toEqual([1, NaN, 3.4028234663852886e38]);
    const single = T.nextafter(T.tensor([1, 0, 1e-40], { device }), T.tensor([2], { device }));
    expect(single.dataSync()[0]).toBe(1 + 2 ** -23);
    expect(single.dataSync()[1]).toBe(2 ** -149);
  });

  it('signs of zeros count in copysign and signbit', () => {
    const zeros = T.tensor([0, -0], { device });
    expect([...T.signbit(zeros).dataSync()]).toEqual([0, 1]);
    expect([...T.copysign(T.tensor([3, 3], { device }), zeros).dataSync()]).toEqual([3, -3]);
  });
});
