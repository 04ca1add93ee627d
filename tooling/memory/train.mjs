// One long training loop, written as users write it: no dispose, no scope, no using. Run by run.mjs in a process of its
// own, so that nothing else is in its memory. Prints one line of JSON a sample: {"step", "rss", "heap", "loss"?}.
import { autograd } from '@cresset/autograd';
import * as nn from '@cresset/nn';
import { SGD } from '@cresset/optim';
import { arange, functional as F, manualSeed, randn, setDefaultDevice, use } from '@cresset/tensor';

const [mode, device, steps, every] = process.argv.slice(2);

if (device === 'cpu') {
  const { cpu } = await import('@cresset/backend-cpu');
  use(cpu());
} else {
  const { reference } = await import('@cresset/backend-reference');
  use(reference());
}
use(autograd());
setDefaultDevice(device);
manualSeed(0);

const net = new nn.Sequential(new nn.Linear(784, 128), new nn.ReLU(), new nn.Linear(128, 10));
const optimizer = new SGD(net.parameters(), { lr: 0.01, momentum: 0.9 });
const target = arange(64).remainder(10);

function step() {
  // New data in every step, as a loader gives it.
  const x = randn([64, 784]);
  optimizer.zeroGrad();
  const loss = F.crossEntropy(net.forward(x), target);
  loss.backward();
  optimizer.step();
  return loss;
}

function sample(at, loss) {
  const { rss, heapUsed } = process.memoryUsage();
  process.stdout.write(`${JSON.stringify({ step: at, rss, heap: heapUsed, loss })}\n`);
}

const total = Number(steps);
const period = Number(every);
if (mode === 'sync') {
  // Never yields: neither timers nor finalizers that wait for the event loop get a turn.
  for (let i = 1; i <= total; i++) {
    const loss = step();
    if (i % period === 0) sample(i, loss.itemSync());
  }
} else {
  for (let i = 1; i <= total; i++) {
    const value = await step().item();
    if (i % period === 0) sample(i, value);
  }
}
