import { noGrad } from '@cresset/autograd';
import { DataLoader, type Dataset } from '@cresset/data';
import { CrossEntropyLoss, type Module } from '@cresset/nn';
import { Adam } from '@cresset/optim';
import { manualSeed, setDefaultDevice, type Tensor } from '@cresset/tensor';
import { openDevice } from './device.js';
import { makeModel } from './models.js';
import type { DeviceName, ModelName } from './options.js';
import type { Sample } from './train.js';

export interface SwapOptions {
  readonly model: ModelName;
  readonly dataset: Dataset<Sample>;
  /** Steps before and again after the move. */
  readonly steps: number;
  readonly batchSize: number;
  readonly seed: number;
}

/** What happened on one way, `from` one device to the other. */
export interface SwapReport {
  readonly from: DeviceName;
  readonly to: DeviceName;
  /** Loss of each step, on `from` up to the move and on `to` after it. */
  readonly losses: readonly number[];
  /** Loss of one batch right before the move, and of the same one right after it. */
  readonly before: number;
  readonly after: number;
}

interface Batch {
  readonly images: Tensor;
  readonly labels: Tensor;
}

const lossFunction = new CrossEntropyLoss();

async function collect(o: SwapOptions): Promise<Batch[]> {
  const batches: Batch[] = [];
  for await (const [images, labels] of new DataLoader(o.dataset, { batchSize: o.batchSize })) {
    batches.push({ images, labels });
    if (batches.length === 2 * o.steps) break;
  }
  return batches;
}

async function lossOf(model: Module, { images, labels }: Batch, device: DeviceName): Promise<number> {
  return noGrad(() => lossFunction.forward(model.forward(images.to(device)), labels.to(device))).item();
}

/** Trains on one device, moves model and optimizer to the other in the middle, and goes on there. */
export async function trainAcross(
  from: DeviceName,
  to: DeviceName,
  options: SwapOptions,
): Promise<SwapReport> {
  openDevice(to);
  openDevice(from);
  setDefaultDevice(from);
  const batches = await collect(options);
  manualSeed(options.seed);
  const model = makeModel(options.model);
  const optimizer = new Adam(model.parameters(), { lr: 1e-3 });
  const losses: number[] = [];
  const step = async ({ images, labels }: Batch, device: DeviceName): Promise<void> => {
    optimizer.zeroGrad();
    const loss = lossFunction.forward(model.forward(images.to(device)), labels.to(device));
    loss.backward();
    optimizer.step();
    losses.push(await loss.item());
  };
  for (const batch of batches.slice(0, options.steps)) await step(batch, from);

  const probe = batches[0]!;
  const before = await lossOf(model, probe, from);
  model.to(to);
  // An optimizer follows its parameters when its own state is loaded again: the state is cast to where they are.
  optimizer.loadStateDict(optimizer.stateDict());
  const after = await lossOf(model, probe, to);

  for (const batch of batches.slice(options.steps)) await step(batch, to);
  return { from, to, losses, before, after };
}
