import assert from 'node:assert/strict';
import { arange, cat, float32, int64, matmul, ones, rand, slice, tensor, zeros } from '@cresset/tensor';

/** "Tensors": making them, their attributes, slicing, joining, arithmetic, in-place changes. */
export async function tensors(): Promise<void> {
  const x = tensor([
    [1, 2],
    [3, 4],
    [5, 6],
  ]);
  assert.deepEqual(x.shape, [3, 2]);
  assert.equal(x.dtype, float32);
  assert.equal(arange(6).dtype, int64);

  // x[:, 1], x[0], x[-1], x[1:, 0]
  assert.deepEqual(await x.at(slice(), 1).toArray(), [2, 4, 6]);
  assert.deepEqual(await x.at(0).toArray(), [1, 2]);
  assert.deepEqual(await x.at(-1).toArray(), [5, 6]);
  assert.deepEqual(await x.at(slice(1, null), 0).toArray(), [3, 5]);

  // x[:, 1] = 0 changes a tensor of ones in place.
  const t = ones([4, 4]);
  t.setAt([slice(), 1], 0);
  assert.deepEqual(await t.sum().item(), 12);
  const joined = cat([t, t, t], 1);
  assert.deepEqual(joined.shape, [4, 12]);

  // Matrix product and elementwise product.
  const square = matmul(x, x.t());
  assert.deepEqual(await square.toArray(), [
    [5, 11, 17],
    [11, 25, 39],
    [17, 39, 61],
  ]);
  assert.deepEqual(await x.mul(x).toArray(), [
    [1, 4],
    [9, 16],
    [25, 36],
  ]);

  x.add_(5);
  assert.equal(await x.at(0, 0).item(), 6);
  const r = rand([2, 3]);
  assert.ok((await r.min().item()) >= 0 && (await r.max().item()) < 1);
  assert.deepEqual(await zeros([2]).toArray(), [0, 0]);
}
