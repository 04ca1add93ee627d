import assert from 'node:assert/strict';
import { noGrad } from '@cresset/autograd';
import { ones, randn, tensor } from '@cresset/tensor';

/** "Autograd": z = 3(x + 2)², averaged; its gradient is 6(x + 2)/4 = 4.5 everywhere at x = 1. */
export async function autogradExample(): Promise<void> {
  const x = ones([2, 2], { requiresGrad: true });
  const y = x.add(2);
  const out = y.mul(y).mul(3).mean();
  assert.equal(await out.item(), 27);
  assert.ok(out.gradFn !== null && x.isLeaf);
  out.backward();
  assert.deepEqual(await x.grad!.toArray(), [
    [4.5, 4.5],
    [4.5, 4.5],
  ]);

  // A vector that is doubled until its norm exceeds 1000; the gradient is the vector that is put in, times 2ⁿ.
  const v = randn([3], { requiresGrad: true });
  let w = v.mul(2);
  let doublings = 1;
  while ((await w.norm().item()) < 1000) {
    w = w.mul(2);
    doublings++;
  }
  w.backward({ gradient: tensor([0.5, 1, 2]) });
  assert.deepEqual(
    await v.grad!.toArray(),
    [0.5, 1, 2].map((g) => g * 2 ** doublings),
  );

  assert.equal(noGrad(() => x.mul(x)).requiresGrad, false);
  assert.equal(x.detach().requiresGrad, false);
}
