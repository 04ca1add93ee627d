import assert from 'node:assert/strict';
import { Conv2d, functional as F, Linear, Module, MSELoss } from '@cresset/nn';
import { SGD } from '@cresset/optim';
import { randn, type Tensor } from '@cresset/tensor';

/** "Neural networks": the convolutional network with 6 and 16 channels for 32×32 images. */
class Net extends Module {
  conv1 = new Conv2d(1, 6, 5);
  conv2 = new Conv2d(6, 16, 5);
  fc1 = new Linear(16 * 5 * 5, 120);
  fc2 = new Linear(120, 84);
  fc3 = new Linear(84, 10);

  forward(input: Tensor): Tensor {
    let x = F.maxPool2d(F.relu(this.conv1.forward(input)), [2, 2]);
    x = F.maxPool2d(F.relu(this.conv2.forward(x)), 2);
    x = x.view([-1, this.numFlatFeatures(x)]);
    x = F.relu(this.fc1.forward(x));
    x = F.relu(this.fc2.forward(x));
    return this.fc3.forward(x);
  }

  numFlatFeatures(x: Tensor): number {
    return x.shape.slice(1).reduce((a, b) => a * b, 1);
  }
}

const PRINTED = `Net(
  (conv1): Conv2d(1, 6, kernel_size=(5, 5), stride=(1, 1))
  (conv2): Conv2d(6, 16, kernel_size=(5, 5), stride=(1, 1))
  (fc1): Linear(in_features=400, out_features=120, bias=True)
  (fc2): Linear(in_features=120, out_features=84, bias=True)
  (fc3): Linear(in_features=84, out_features=10, bias=True)
)`;

export async function lenet(): Promise<void> {
  const net = new Net();
  assert.equal(String(net), PRINTED);
  const params = net.parameters();
  assert.equal(params.length, 10);
  assert.deepEqual(params[0]!.shape, [6, 1, 5, 5]);

  const input = randn([1, 1, 32, 32]);
  const out = net.forward(input);
  assert.deepEqual(out.shape, [1, 10]);
  net.zeroGrad();
  out.backward({ gradient: randn([1, 10]) });
  assert.deepEqual(net.conv1.bias!.grad!.shape, [6]);

  const target = randn([10]).view([1, -1]);
  const criterion = new MSELoss();
  const optimizer = new SGD(net.parameters(), { lr: 0.01 });
  const losses: number[] = [];
  for (let step = 0; step < 50; step++) {
    optimizer.zeroGrad();
    const loss = criterion.forward(net.forward(input), target);
    loss.backward();
    optimizer.step();
    losses.push(await loss.item());
  }
  assert.ok(losses.at(-1)! < losses[0]! / 2, `the loss went from ${losses[0]} to ${losses.at(-1)}`);
}
