// One long training loop, written as users write it: no dispose, no scope, no using. Run by run.mjs in a process of its
// own, so that nothing else is in its memory. Prints one line of JSON a sample: {"step", "rss", "heap", "loss"}, on
// the native backend with the bytes in use and those kept for reuse.
import { readFileSync } from 'node:fs';
import { autograd } from '@cresset/autograd';
import * as nn from '@cresset/nn';
import { SGD } from '@cresset/optim';
import { arange, functional as F, manualSeed, randn, setDefaultDevice, use } from '@cresset/tensor';

const [mode, device, steps, every] = process.argv.slice(2);

let pool = () => ({});
if (device === 'cpu') {
  const { cpu, memoryStats } = await import('@cresset/backend-cpu');
  use(cpu());
  pool = memoryStats;
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

/**
 * Memory of the process without the pages of files (Node's own code, mostly), and with what was swapped out: the system
 * drops the former and swaps the latter as other programs need memory, and a curve that falls by 40 MB for that reason
 * says nothing about this one. Elsewhere than on Linux: resident memory as it is.
 */
function residentBytes() {
  if (process.platform !== 'linux') return process.memoryUsage().rss;
  const status = readFileSync('/proc/self/status', 'utf8');
  const kilobytes = (name) => Number(new RegExp(`^${name}:\\s+(\\d+) kB$`, 'm').exec(status)[1]);
  return (kilobytes('RssAnon') + kilobytes('VmSwap')) * 1024;
}

function sample(at, loss) {
  const { heapUsed, rss: resident } = process.memoryUsage();
  const rss = residentBytes();
  process.stdout.write(`${JSON.stringify({ step: at, rss, resident, heap: heapUsed, ...pool(), loss })}\n`);
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
