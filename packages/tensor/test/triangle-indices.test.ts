import * as T from '@cresset/tensor';
import { describe, expect, it } from 'vitest';
import { devices } from './devices.js';

/** Positions of a triangle, element by element. */
function plain(rows: number, columns: number, inside: (i: number, j: number) => boolean): number[][] {
  const at: number[][] = [[], []];
  for (let i = 0; i < rows; i++) {
    for (let j = 0; j < columns; j++) {
      if (!inside(i, j)) continue;
      at[0]!.push(i);
      at[1]!.push(j);
    }
  }
  return at;
}

describe('the positions of a triangle', () => {
  const device = devices[0]!;
  const sizes = [0, 1, 2, 3, 5];
  for (const rows of sizes) {
    it(`${rows} rows, any columns and diagonal`, async () => {
      for (const columns of sizes) {
        for (let offset = -6; offset <= 6; offset++) {
          const o = { offset, device };
          const label = `${rows} × ${columns}, diagonal ${offset}`;
          expect(await T.trilIndices(rows, columns, o).toArray(), label).toEqual(
            plain(rows, columns, (i, j) => j <= i + offset),
          );
          expect(await T.triuIndices(rows, columns, o).toArray(), label).toEqual(
            plain(rows, columns, (i, j) => j >= i + offset),
          );
        }
      }
    });
  }

  it('is refused at once where it has too many elements', () => {
    const far = 2 ** 40;
    const offset = -far;
    expect(() => T.trilIndices(far, 3, { offset: -1, device })).toThrow('trilIndices: the positions would');
    expect(() => T.triuIndices(far, far, { offset, device })).toThrow('triuIndices: the positions would');
  });
});
