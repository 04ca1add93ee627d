// XOR, as a user of the packages writes it; the same file runs in Node and, bundled, in a browser.
import { autograd, noGrad } from '@cresset/autograd';
import { reference } from '@cresset/backend-reference';
import { DataLoader, TensorDataset } from '@cresset/data';
import * as nn from '@cresset/nn';
import * as optim from '@cresset/optim';
import { manualSeed, tensor, use } from '@cresset/tensor';

export async function train() {
  use(reference());
  use(autograd());
  manualSeed(7);
  const x = tensor([
    [0, 0],
    [0, 1],
    [1, 0],
    [1, 1],
  ]);
  const y = tensor([[0], [1], [1], [0]]);
  const net = new nn.Sequential(new nn.Linear(2, 8), new nn.Tanh(), new nn.Linear(8, 1));
  const loader = new DataLoader(new TensorDataset(x, y), { batchSize: 4, shuffle: true });
  const optimizer = new optim.Adam(net.parameters(), { lr: 0.05 });
  const criterion = new nn.MSELoss();
  let firstLoss;
  let lastLoss;
  for (let epoch = 0; epoch < 200; epoch++) {
    for await (const [input, target] of loader) {
      optimizer.zeroGrad();
      const loss = criterion.forward(net.forward(input), target);
      loss.backward();
      optimizer.step();
      lastLoss = await loss.item();
      firstLoss ??= lastLoss;
    }
  }
  const predictions = (await noGrad(() => net.forward(x)).toArray()).flat();
  return { firstLoss, lastLoss, predictions };
}
