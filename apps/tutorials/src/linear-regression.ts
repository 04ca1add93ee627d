import assert from 'node:assert/strict';
import { noGrad } from '@cresset/autograd';
import { Linear, MSELoss } from '@cresset/nn';
import { SGD } from '@cresset/optim';
import { tensor } from '@cresset/tensor';

/** [[1, 2], [3, 4], [5, 6]] → [2, 4, 6] over 1,000 epochs. */
export async function linearRegression(): Promise<void> {
  const x = tensor([
    [1, 2],
    [3, 4],
    [5, 6],
  ]);
  const y = tensor([[2], [4], [6]]);
  const model = new Linear(2, 1);
  const criterion = new MSELoss();
  const optimizer = new SGD(model.parameters(), { lr: 0.01 });
  let loss = criterion.forward(model.forward(x), y);
  for (let epoch = 0; epoch < 1000; epoch++) {
    optimizer.zeroGrad();
    loss = criterion.forward(model.forward(x), y);
    loss.backward();
    optimizer.step();
  }
  assert.ok((await loss.item()) < 1e-2, `the loss is ${await loss.item()}`);
  const predicted = (await noGrad(() => model.forward(tensor([[7, 8]]))).item()) as number;
  assert.ok(Math.abs(predicted - 8) < 0.5, `[7, 8] gives ${predicted}, not about 8`);
}
